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
import static org.hamcrest.Matchers.instanceOf;

import io.refrain.core.Count;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/**
 * What every store must do: the numbered rules of the promise, driven without a pipeline. A store's
 * test extends this class and gives a target and a way to read it.
 */
public abstract class ReplaceStoreContract extends ReplaceContentContract {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> SECOND = orders(DAY_2, 11, 4);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3);

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
