package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LakeSettingsTest {

  @Test
  void phasesComeInTheirOwnOrderAndAfterTheReplaceThatMakesTheTable() {
    assertThat(
        parse("--phases=small,redelivery").phases(),
        contains(LakePhase.REPLACE, LakePhase.REDELIVERY, LakePhase.SMALL));
  }

  @Test
  void largerTablesHaveMoreDatesIfTheRowsOfADateAreGiven() {
    LakeSettings settings = parse("--rows=1000,5000", "--rowsPerDay=500");

    assertThat(settings.ofSize(1000).days(), equalTo(2));
    assertThat(settings.ofSize(5000).days(), equalTo(10));
  }

  @Test
  void otherwiseAllHaveTheSameDates() {
    assertThat(parse("--days=7").ofSize(5000).days(), equalTo(7));
  }

  @Test
  void whatIsUnknownIsNamedWithWhatIsKnown() {
    assertRefused(
        "Unknown phase 'delete'. Known: replace, redelivery, again, small", "--phases=delete");
    assertRefused(
        "Unknown contender 'spark'. Known: delta-refrain, delta-spark, iceberg-refrain,"
            + " iceberg-spark",
        "--contenders=spark");
    assertRefused("Not a count of 1 or more: 'x'", "--rowsPerDay=x");
  }

  private static void assertRefused(String message, String arg) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> parse(arg)).getMessage(),
        equalTo(message));
  }

  private static LakeSettings parse(String... args) {
    return LakeSettings.parse(args, Path.of("/project"));
  }
}
