package io.refrain.conformance.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.conformance.subject.MemorySubject;
import io.refrain.conformance.subject.ParquetSubject;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.core.testing.Defect;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories kept as regression tests. */
class KeptHistoriesTest {
  private static final String ZOMBIE =
      """
      stage 1 orders march @1 d1:1 d2:2
      stage 2 orders day1 @2 d1:3
      commit 2
      commit 1
      commit 2
      """;
  private static final String RACE_OF_OVERLAPPING_RUNS =
      """
      stage 1 orders day1 @3 d1:1
      stage 2 orders march @4 d2:2
      commit 1 while 2
      stage 3 orders day1 @5
      commit 3
      """;
  private static final String LOST_ANSWER_THEN_OVERTAKEN =
      """
      stage 1 orders march @1 d1:1 d1:2
      commit 1 crash_after 2
      stage 2 orders day1 @2 d1:3
      commit 2
      commit 1
      stage 3 returns april @3 d3:4
      commit 3 while 1
      stage 4 orders all @4
      commit 4
      """;

  @ParameterizedTest
  @ValueSource(strings = {ZOMBIE, RACE_OF_OVERLAPPING_RUNS, LOST_ANSWER_THEN_OVERTAKEN})
  void keptHistoriesHold(String history) throws Exception {
    ReplaceHistory.check(new MemorySubject(), HistoryEvent.parseAll(history), Optional.empty());
    try (ReplaceSubject parquet = ParquetSubject.throughItsManifest()) {
      ReplaceHistory.check(parquet, HistoryEvent.parseAll(history), Optional.empty());
    }
  }

  @Test
  void aFailureShowsTheHistoryAsItCanBeKept() {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                ReplaceHistory.check(
                    new MemorySubject(),
                    HistoryEvent.parseAll(ZOMBIE),
                    Optional.of(Defect.FORGETS_EPOCH)));
    assertThat(failure.getMessage(), containsString("event 4 of this history on in memory"));
    assertThat(failure.getMessage(), containsString("expected [SUPERSEDED]\n" + ZOMBIE));
  }
}
