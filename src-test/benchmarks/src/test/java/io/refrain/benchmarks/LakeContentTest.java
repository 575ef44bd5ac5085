package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LakeContentTest {
  private static final List<String> NAMES = List.of("delta-refrain", "delta-spark");

  @Test
  void equalTablesAreToldOnce() {
    assertThat(
        LakeContent.requireSame(NAMES, List.of("a log", "content 5 5 2 77", "content 5 5 2 77")),
        equalTo("5 rows, 2 dates, checksum 77"));
  }

  @Test
  void aTableThatDiffersIsNamed() {
    assertRefused(
        "delta-spark made other content than delta-refrain: 5 5 2 78, not 5 5 2 77",
        "content 5 5 2 77",
        "content 5 5 2 78");
  }

  @Test
  void aKeyThatIsThereTwiceIsNotEqualEnough() {
    assertRefused(
        "Keys were left more than once: 6 5 2 77", "content 6 5 2 77", "content 6 5 2 77");
  }

  @Test
  void aTableThatWasNotReadIsNoEqualOne() {
    assertRefused("Asked of [delta-refrain, delta-spark], but read [5 5 2 77]", "content 5 5 2 77");
  }

  private static void assertRefused(String message, String... lines) {
    assertThat(
        assertThrows(
                IllegalStateException.class, () -> LakeContent.requireSame(NAMES, List.of(lines)))
            .getMessage(),
        equalTo(message));
  }
}
