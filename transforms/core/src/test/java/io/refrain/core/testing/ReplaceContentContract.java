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
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import io.refrain.core.ReplaceScope;
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

/** The part of {@link ReplaceStoreContract} about content: same result, scope, owners, readers. */
public abstract class ReplaceContentContract extends StoreContractSupport {
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

  @Test
  void rowsInEffectMayBeListedAgainByALaterRun() throws Exception {
    ReplaceTarget target = newTarget();
    StoreRun pane = run(target, day(DAY_1), 1);
    List<Staged> staged = new ArrayList<>(pane.stage(FIRST));
    committed(pane.commit(staged));
    staged.addAll(pane.stage(OTHER));
    committed(run(target, day(DAY_1), 2).commit(staged));
    assertContent(target, all(FIRST, OTHER));
    committed(run(target, day(DAY_2), 3).run(SECOND));
    assertContent(target, all(FIRST, OTHER, SECOND));
  }
}
