package io.refrain.conformance.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.conformance.subject.DeltaLake;
import io.refrain.conformance.subject.IcebergLake;
import io.refrain.conformance.subject.LakeMergeSubject;
import io.refrain.conformance.subject.LakeSubject;
import io.refrain.conformance.subject.MemoryMergeSubject;
import io.refrain.conformance.subject.MemorySubject;
import io.refrain.conformance.subject.MergeSubject;
import io.refrain.conformance.subject.ParquetSubject;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.core.testing.Defect;
import java.util.List;
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

  /** Delta's log refused a run that had replaced nothing, and that nobody else remembered. */
  private static final String NOTHING_TWICE =
      """
      stage 1 orders present @3
      commit 1
      stage 2 orders day1 @5 d1:1
      commit 2
      commit 1
      """;

  /** A run is prepared again after another made its changes, and so changes nothing. */
  private static final String CHANGES_OVERTAKEN =
      """
      prepare 1 @2 u1:1
      prepare 2 @1 u1:1
      commit 2
      prepare 2 @2 u1:1
      prepare 3 @1 u1:1
      commit 2
      commit 1
      """;

  private static final String LOST_MERGE_THEN_OVERTAKEN =
      """
      prepare 1 @1 u1:1 u2:4
      commit 1 crash_after 2
      prepare 2 @2 d1:3 u2:3
      commit 2
      prepare 1 @1
      commit 1
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {ZOMBIE, RACE_OF_OVERLAPPING_RUNS, LOST_ANSWER_THEN_OVERTAKEN, NOTHING_TWICE})
  void keptHistoriesHold(String history) throws Exception {
    for (ReplaceSubject target :
        List.of(
            new MemorySubject(),
            ParquetSubject.throughItsManifest(),
            new LakeSubject(new IcebergLake()),
            new LakeSubject(new DeltaLake()))) {
      try (target) {
        ReplaceHistory.check(target, HistoryEvent.parseAll(history), Optional.empty());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHANGES_OVERTAKEN, LOST_MERGE_THEN_OVERTAKEN})
  void keptMergesHold(String history) throws Exception {
    for (MergeSubject target :
        List.of(
            new MemoryMergeSubject(),
            new LakeMergeSubject(new IcebergLake()),
            new LakeMergeSubject(new DeltaLake()))) {
      try (target) {
        MergeHistory.check(target, MergeEvent.parseAll(history), false, Optional.empty());
        MergeHistory.check(target, MergeEvent.parseAll(history), true, Optional.empty());
      }
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
