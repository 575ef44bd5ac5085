package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Path ROOT = Path.of("/project");

  @Test
  void everySizeIsAParameter() {
    Settings settings =
        parse("--rows=1000,2000", "--days=3", "--duplicates=0.5", "--rounds=7", "--heap=2g");

    assertThat(settings.rows(), contains(1000L, 2000L));
    assertThat(settings.days(), equalTo(3));
    assertThat(settings.duplicates(), equalTo(0.5));
    assertThat(settings.rounds(), equalTo(7));
    assertThat(settings.heap(), equalTo("2g"));
  }

  @Test
  void anUnknownContenderIsNamedWithTheKnownOnes() {
    assertRefused(
        "Unknown contender 'pandas'. Known: refrain-flink, refrain-direct, spark, duckdb",
        "--contenders=spark,pandas");
  }

  @Test
  void anUnknownArgumentIsRefused() {
    assertRefused("Unknown: --row", "--row=5");
  }

  @Test
  void valuesThatAreNoneAreRefused() {
    assertRefused("Not a count of 1 or more: '0'", "--rounds=0");
    assertRefused("Not a share from 0 to below 1: '1'", "--duplicates=1");
    assertRefused("Not a heap size as 2g or 1500m: '2'", "--heap=2");
    assertRefused("Not of the form --name=value: rows", "rows");
  }

  private static void assertRefused(String message, String... args) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> parse(args)).getMessage(),
        equalTo(message));
  }

  private static Settings parse(String... args) {
    return Settings.parse(args, ROOT);
  }
}
