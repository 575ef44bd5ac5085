package io.refrain.core.testing;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.orders;
import static io.refrain.core.testing.Orders.partition;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import io.refrain.core.Count;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/**
 * What every store must do: the numbered rules of the promise, driven without a pipeline. A store's
 * test extends this class and gives a target and a way to read it.
 */
public abstract class ReplaceStoreContract extends StoreContractSupport {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> SECOND = orders(DAY_2, 11, 4);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3);

  // Rule 1: same result.

  @Test
  void theSameRowsTwiceAreStoredOnce() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 1).run(FIRST));
    List<Row> shuffled = new ArrayList<>(FIRST);
    Collections.reverse(shuffled);
    committed(run(target, day(DAY_1), 2).run(shuffled));
    assertContent(target, FIRST);
  }

  @Test
  void severalGroupsOfOnePartitionAddUp() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun run = run(target, day(DAY_1), 1);
    List<Staged> staged = new ArrayList<>(run.stage(FIRST));
    staged.addAll(run.stage(OTHER));
    committed(run.commit(staged));
    assertContent(target, all(FIRST, OTHER));
  }

  @Test
  void aRunThatFailsAtAnyCallIsMendedByTheNext() throws Exception {
    CrashLoop loop =
        new CrashLoop(
            () -> {
              ReplaceTarget target = newTarget();
              try {
                committed(run(target, month("2024-03"), 1).run(all(FIRST, SECOND)));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
              return target;
            },
            this::readAll);
    int faults =
        loop.prove(
            (target, epoch) ->
                run(target, month("2024-03"), epoch)
                    .run(all(OTHER, orders(DAY_2, 31, 2)))
                    .receiptOrThrow());
    assertThat(faults, greaterThan(8 * 10));
  }

  // Rules 4 and 5: the scope.

  @Test
  void anIntervalWithoutRowsBecomesEmptyAndNothingElse() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, month("2024-03"), 1).run(all(FIRST, SECOND)));
    committed(run(target, day(DAY_1), 2).run(List.of()));
    assertContent(target, SECOND);
  }

  @Test
  void listedPartitionsAreReplacedWhetherOrNotTheyHaveRows() throws Exception {
    ReplaceTarget target = newTarget();
    List<Row> april = orders(DAY_3, 41, 2);
    committed(run(target, ReplaceScope.everything(), 1).run(all(FIRST, SECOND, april)));
    ReplaceScope listed = ReplaceScope.partitions(List.of(partition(DAY_1), partition(DAY_2)));
    committed(run(target, listed, 2).run(OTHER));
    assertContent(target, all(OTHER, april));
  }

  @Test
  void presentReplacesWhatHasRowsAndNothingElse() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, ReplaceScope.present(), 1).run(all(FIRST, SECOND)));
    committed(run(target, ReplaceScope.present(), 2).run(OTHER));
    assertContent(target, all(OTHER, SECOND));
    committed(run(target, ReplaceScope.present(), 3).run(List.of()));
    assertContent(target, all(OTHER, SECOND));
  }

  @Test
  void everythingReplacesAll() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 1).run(FIRST));
    committed(run(target, ReplaceScope.everything(), 2).run(SECOND));
    assertContent(target, SECOND);
    committed(run(target, ReplaceScope.everything(), 3).run(List.of()));
    assertContent(target, List.of());
  }

  @Test
  void tooFewRowsAreRefusedBeforeAnythingChanges() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 1).run(FIRST));
    String message = refused(run(target, day(DAY_1), 2).atLeastRows(4).run(OTHER));
    assertThat(message, containsString("the run has 3 rows, and at least 4 are required"));
    assertContent(target, FIRST);
    committed(run(target, day(DAY_1), 2).atLeastRows(3).run(OTHER));
    assertContent(target, OTHER);
  }

  // Rule 6: owners.

  @Test
  void aPartitionOfAnotherPipelineIsRefused() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 1).run(FIRST));
    committed(run(target, day(DAY_2), 2).pipeline("returns").run(SECOND));
    String message = refused(run(target, day(DAY_1), 3).pipeline("returns").run(OTHER));
    assertThat(
        message,
        containsString("it belongs to the pipeline 'orders', and this one is 'returns'. Nothing"));
    assertContent(target, all(FIRST, SECOND));
  }

  @Test
  void aPartitionTakenOverHasTheNewOwner() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 1).run(FIRST));
    committed(run(target, day(DAY_1), 2).pipeline("returns").takeOver().run(OTHER));
    committed(run(target, day(DAY_2), 3).run(SECOND));
    String message = refused(run(target, day(DAY_1), 4).run(FIRST));
    assertThat(message, containsString("it belongs to the pipeline 'returns'"));
    assertContent(target, all(OTHER, SECOND));
  }

  // Rules 7 and 12: what readers see.

  @Test
  void readersSeeAllOfTheOldOrAllOfTheNew() throws Exception {
    ReplaceTarget target = newTarget();
    List<Row> old = all(FIRST, SECOND);
    List<Row> now = all(OTHER, orders(DAY_2, 31, 2));
    committed(run(target, month("2024-03"), 1).run(old));
    List<List<String>> seen = new ArrayList<>();
    duringCommits(target, () -> seen.add(Orders.text(readAll(target))));
    committed(run(target, month("2024-03"), 2).run(now));
    seen.add(Orders.text(readAll(target)));
    for (List<String> content : seen) {
      assertThat(content, is(oneOf(Orders.text(old), Orders.text(now))));
    }
    assertContent(target, now);
  }

  @Test
  void stagedRowsAreInvisibleUntilCommitted() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun run = run(target, day(DAY_1), 1);
    List<Staged> staged = run.stage(FIRST);
    assertContent(target, List.of());
    committed(run.commit(staged));
    run(target, day(DAY_1), 2).stage(OTHER);
    assertContent(target, FIRST);
  }

  @Test
  void whatWasNotFinishedNeverCounts() throws Exception {
    ReplaceTarget target = newTarget();
    byte[] row = new RowConverter(Orders.LAYOUT).toBytes(FIRST.get(0));
    try (ReplaceStore store = target.open(Orders.LAYOUT);
        Stager stager = store.stage("attempt", partition(DAY_1))) {
      stager.add(new RowCursor(Orders.LAYOUT).at(row, 0, row.length));
    }
    assertContent(target, List.of());
    committed(run(target, day(DAY_2), 1).run(SECOND));
    assertContent(target, SECOND);
  }

  @Test
  void discardTakesNothingThatWasCommitted() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun run = run(target, day(DAY_1), 1);
    List<Staged> staged = run.stage(FIRST);
    committed(run.commit(staged));
    List<Staged> never = run.stage(OTHER);
    try (ReplaceStore store = target.open(Orders.LAYOUT)) {
      store.discard(staged);
      store.discard(never);
      store.discard(never);
    }
    assertContent(target, FIRST);
    committed(run(target, day(DAY_1), 2).run(OTHER));
    assertContent(target, OTHER);
  }

  // Rules 8 and 9: tokens.

  @Test
  void committingAgainAnswersWithTheFirstReceipt() throws Exception {
    ReplaceTarget target = newTarget();
    Receipt first = committed(run(target, day(DAY_1), 1).run(FIRST));
    Receipt again = alreadyCommitted(run(target, day(DAY_1), 1).run(OTHER));
    assertThat(again, equalTo(first));
    assertContent(target, FIRST);
  }

  @Test
  void aRunOfWhatIsPresentIsKnownAgainAfterAnotherOne() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun run = run(target, ReplaceScope.present(), 1);
    List<Staged> staged = run.stage(FIRST);
    Receipt first = committed(run.commit(staged));
    committed(run(target, ReplaceScope.present(), 2).run(SECOND));
    assertThat(alreadyCommitted(run.commit(staged)), equalTo(first));
    assertContent(target, all(FIRST, SECOND));
  }

  @Test
  void theReceiptCountsWhatWasWrittenAndDeleted() throws Exception {
    ReplaceTarget target = newTarget();
    Receipt first = committed(run(target, month("2024-03"), 1).run(all(FIRST, SECOND)));
    Receipt second = committed(run(target, month("2024-03"), 2).run(FIRST));
    Receipt third = committed(run(target, day(DAY_1), 3).run(FIRST));
    assertThat(first.counts().get(Count.WRITTEN), equalTo(9L));
    assertThat(first.counts().get(Count.DELETED), equalTo(0L));
    assertThat(first.partitions(), equalTo(2));
    assertThat(second.counts().get(Count.WRITTEN), equalTo(5L));
    assertThat(second.counts().get(Count.DELETED), equalTo(9L));
    assertThat(second.partitions(), equalTo(1));
    assertThat(third.checksum(), equalTo(second.checksum()));
    assertContent(target, FIRST);
  }

  @Test
  void anOlderRunIsSupersededEvenIfTheNewerLeftNothing() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 5).run(FIRST));
    String message = superseded(run(target, day(DAY_1), 4).run(OTHER));
    assertThat(message, containsString("a newer run (epoch 5) committed it while this run"));
    assertThat(message, containsString("(epoch 4) was staging. Nothing was changed."));
    assertContent(target, FIRST);
    committed(run(target, day(DAY_1), 7).run(List.of()));
    superseded(run(target, day(DAY_1), 6).run(OTHER));
    assertContent(target, List.of());
  }

  @Test
  void anOlderRunOfAnOverlappingScopeIsSuperseded() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, month("2024-03"), 5).run(all(FIRST, SECOND)));
    superseded(run(target, day(DAY_1), 4).run(OTHER));
    superseded(run(target, ReplaceScope.everything(), 3).run(OTHER));
    superseded(run(target, ReplaceScope.present(), 2).run(OTHER));
    superseded(run(target, ReplaceScope.partitions(List.of(partition(DAY_2))), 1).run(List.of()));
    assertContent(target, all(FIRST, SECOND));
  }

  @Test
  void aLostAnswerIsSettledByTheToken() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun calm = run(target, day(DAY_1), 1);
    List<Staged> staged = calm.stage(FIRST);
    ReplaceTarget faulty = FaultyTarget.failing(target, 2, FaultMode.FAULT_AFTER);
    committed(run(faulty, day(DAY_1), 1).commit(staged));
    assertContent(target, FIRST);
    assertThat(alreadyCommitted(calm.commit(staged)).counts().get(Count.DELETED), equalTo(0L));
  }

  // Rules 10 and 11: other writers.

  @Test
  void disjointScopesCommitInAnyOrder() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun april = run(target, month("2024-04"), 2);
    StoreRun march = run(target, month("2024-03"), 1);
    List<Row> aprilRows = orders(DAY_3, 41, 2);
    List<Staged> staged = april.stage(aprilRows);
    committed(april.commit(staged));
    committed(march.run(FIRST));
    alreadyCommitted(april.commit(staged));
    assertContent(target, all(FIRST, aprilRows));
  }

  @Test
  void racingRunsOfDisjointScopesBothWin() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun one = run(target, day(DAY_1), 1);
    StoreRun other = run(target, day(DAY_2), 2);
    List<Staged> staged = other.stage(SECOND);
    committed(one.commit(one.stage(FIRST), () -> committed(other.commit(staged))));
    assertContent(target, all(FIRST, SECOND));
  }

  @Test
  void ofRacingRunsOfOneScopeTheNewerWins() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun older = run(target, day(DAY_1), 1);
    StoreRun newer = run(target, day(DAY_1), 2);
    List<Staged> staged = newer.stage(OTHER);
    superseded(older.commit(older.stage(FIRST), () -> committed(newer.commit(staged))));
    assertContent(target, OTHER);
  }

  @Test
  void ofRacingTriesOfOneRunTheSecondFindsItDone() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun run = run(target, day(DAY_1), 1);
    List<Staged> first = run.stage(FIRST);
    List<Staged> second = run.stage(FIRST);
    alreadyCommitted(run.commit(second, () -> committed(run.commit(first))));
    assertContent(target, FIRST);
  }

  @Test
  void contentOfAForeignWriterIsAConflictUnlessTakenOver() throws Exception {
    ReplaceTarget target = newTarget();
    committed(run(target, day(DAY_1), 1).run(FIRST));
    plantForeign(target, partition(DAY_1));
    CommitOutcome outcome = run(target, day(DAY_1), 2).run(OTHER);
    assertThat(outcome, instanceOf(CommitOutcome.Conflict.class));
    String message = ((CommitOutcome.Conflict) outcome).message();
    assertThat(message, containsString("somebody else wrote there: "));
    assertThat(message, containsString("Nothing was changed."));
    committed(run(target, day(DAY_2), 3).run(SECOND));
    committed(run(target, day(DAY_1), 4).takeOver().run(OTHER));
    committed(run(target, day(DAY_1), 5).run(FIRST));
    assertContent(target, all(FIRST, SECOND));
  }
}
