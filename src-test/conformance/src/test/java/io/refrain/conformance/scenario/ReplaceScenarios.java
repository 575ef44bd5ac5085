package io.refrain.conformance.scenario;

import static io.refrain.conformance.scenario.Scenario.withPipelines;
import static io.refrain.conformance.scenario.Scenario.withoutPipelines;
import static io.refrain.conformance.subject.Shop.DAY_1;
import static io.refrain.conformance.subject.Shop.DAY_2;
import static io.refrain.conformance.subject.Shop.DAY_3;
import static io.refrain.conformance.subject.Shop.all;
import static io.refrain.conformance.subject.Shop.order;
import static io.refrain.conformance.subject.Shop.orders;
import static io.refrain.conformance.subject.Shop.text;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.oneOf;

import io.refrain.conformance.subject.DeadTarget;
import io.refrain.core.Count;
import io.refrain.core.DataInterval;
import io.refrain.core.Receipt;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import io.refrain.core.testing.CrashLoop;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.FaultyTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.values.Row;

/** The rules that a replace keeps. */
public final class ReplaceScenarios {
  private static final ReplaceScope MARCH = Orders.month("2024-03");
  private static final List<Row> FIRST = orders(DAY_1, 1, 6, 0);
  private static final List<Row> SECOND = orders(DAY_2, 11, 5, 0);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3, 5);

  private ReplaceScenarios() {}

  public static final List<Scenario<ReplaceSite>> ALL =
      List.of(
          withPipelines(
              1,
              "delivered twice and shuffled is stored once",
              Planted.STORE_APPENDS,
              ReplaceScenarios::deliveredTwice),
          withPipelines(
              1,
              "a run that dies after its output is run again",
              Planted.STORE_APPENDS,
              ReplaceScenarios::diesAfterItsOutput),
          withoutPipelines(
              1,
              "a run that crashes at any call is mended by the next",
              Planted.STORE_SHOWS_STAGED,
              ReplaceScenarios::crashesAnywhere),
          withPipelines(
              2,
              "of equal versions the content decides, not the arrival",
              Planted.TIES_BY_ARRIVAL,
              ReplaceScenarios::ties),
          withPipelines(
              3,
              "two loads at different times are equal",
              Planted.STAMPS_ROWS,
              ReplaceScenarios::twoTimes),
          withPipelines(
              4,
              "an interval without rows becomes empty",
              Planted.STORE_KEEPS_EMPTIED,
              ReplaceScenarios::emptyInterval),
          withPipelines(
              4,
              "too few rows change nothing",
              Planted.NO_LOWER_BOUND,
              ReplaceScenarios::tooFewRows),
          withPipelines(
              5,
              "a row outside of the scope never lands",
              Planted.WIDENS_SCOPE,
              ReplaceScenarios::outsideOfTheScope),
          withoutPipelines(
              6,
              "somebody else's partition is refused",
              Planted.TAKES_OVER,
              ReplaceScenarios::owners),
          withoutPipelines(
              7,
              "readers see the old content or the new",
              Planted.STORE_SHOWS_HALF,
              ReplaceScenarios::readers),
          withPipelines(
              8,
              "the same run is answered already committed",
              Planted.STORE_FORGETS_TOKEN,
              ReplaceScenarios::sameRun),
          withPipelines(
              8,
              "an older run is superseded",
              Planted.STORE_FORGETS_EPOCH,
              ReplaceScenarios::olderRun),
          withoutPipelines(
              8,
              "an older run that wakes up in the middle of its commit is superseded",
              Planted.STORE_IGNORES_BASE,
              ReplaceScenarios::zombie),
          withoutPipelines(
              9,
              "a lost answer is settled by the token",
              Planted.STORE_FORGETS_TOKEN,
              ReplaceScenarios::lostAnswer),
          withoutPipelines(
              10,
              "disjoint scopes commit in any order",
              Planted.STORE_HAS_ONE_TOKEN_PER_PIPELINE,
              ReplaceScenarios::anyOrder),
          withoutPipelines(
              11,
              "a foreign writer is a conflict",
              Planted.STORE_HIDES_FOREIGN,
              ReplaceScenarios::foreignWriter),
          withoutPipelines(
              12,
              "what a crashed run staged is invisible and swept later",
              Planted.STORE_SHOWS_STAGED,
              ReplaceScenarios::crashedRun),
          withPipelines(
              16,
              "a key that moves leaves no copy behind",
              Planted.STORE_KEEPS_EMPTIED,
              ReplaceScenarios::movedKey),
          withPipelines(
              18,
              "a bad row fails the run or is given out with its code",
              Planted.SWALLOWS_BAD_ROWS,
              ReplaceScenarios::badRow),
          withoutPipelines(
              19,
              "a missing scope or column is an error while building",
              Planted.CHECKS_LATE,
              ReplaceScenarios::building),
          withPipelines(
              20, "no value becomes a path", Planted.MANGLES_VALUES, ReplaceScenarios::values),
          withoutPipelines(
              21,
              "a store that never answers ends the run",
              Planted.RETRIES_FOREVER,
              ReplaceScenarios::bounded));

  private static void deliveredTwice(ReplaceSite site) throws Exception {
    List<Row> rows = all(FIRST, SECOND);
    site.deliver(rows, MARCH, 1);
    List<Row> again = all(rows, rows);
    Collections.shuffle(again, new Random(1));
    site.deliver(again, MARCH, 2);
    assertThat(site.content(), equalTo(text(rows)));
  }

  private static void diesAfterItsOutput(ReplaceSite site) throws Exception {
    site.deliver(SECOND, MARCH, 1);
    assertThat(site.deliverAndDie(FIRST, MARCH, 2), containsString("killed on purpose"));
    site.deliver(FIRST, MARCH, 3);
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void crashesAnywhere(ReplaceSite site) throws Exception {
    ReplaceSite[] now = {site};
    CrashLoop loop =
        new CrashLoop(
            () -> {
              try {
                now[0] = site.another("order_date");
                now[0].run(MARCH, 2).run(all(FIRST, SECOND)).receiptOrThrow();
                return now[0].target();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            target -> now[0].contentRows());
    loop.only(FaultMode.CRASH_BEFORE, FaultMode.CRASH_AFTER)
        .prove(
            (target, epoch) -> {
              StoreRun run = now[0].run(MARCH, epoch);
              new StoreRun(target, run.schema(), run.token(), run.policy())
                  .run(OTHER)
                  .receiptOrThrow();
            });
  }

  private static void ties(ReplaceSite site) throws Exception {
    List<Row> rows =
        new ArrayList<>(
            List.of(
                order(1, DAY_1, "a", 1, 0),
                order(1, DAY_1, "c", 1, 0),
                order(1, DAY_1, "b", 1, 0)));
    ReplaceSite.Outcome outcome = site.deliver(rows, MARCH, 1);
    Collections.reverse(rows);
    ReplaceSite other = site.another("order_date");
    other.deliver(rows, MARCH, 1);
    assertThat(other.content(), equalTo(site.content()));
    assertThat(outcome.receipts().get(0).counts().get(Count.TIES), is(1L));
  }

  private static void twoTimes(ReplaceSite site) throws Exception {
    site.deliver(FIRST, MARCH, 1);
    ReplaceSite other = site.another("order_date");
    other.deliver(FIRST, MARCH, 1_000_000);
    assertThat(other.content(), equalTo(site.content()));
  }

  private static void emptyInterval(ReplaceSite site) throws Exception {
    site.deliver(all(FIRST, SECOND), MARCH, 1);
    site.deliver(List.of(), Orders.day(DAY_1), 2);
    assertThat(site.content(), equalTo(text(SECOND)));
  }

  private static void tooFewRows(ReplaceSite site) throws Exception {
    site.deliver(FIRST, MARCH, 1);
    String why =
        Site.failure(
            () -> {
              long bound = site.has(Planted.NO_LOWER_BOUND) ? 0 : 4;
              site.deliver(OTHER, MARCH, 2, sink -> sink.atLeastRows(bound), false);
            });
    assertThat(why, containsString("the run has 3 rows, and at least 4 are required"));
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void outsideOfTheScope(ReplaceSite site) throws Exception {
    List<Row> april = orders(DAY_3, 31, 2, 0);
    site.deliver(april, Orders.month("2024-04"), 1);
    List<Row> rows = all(FIRST, List.of(order(99, DAY_3, "stray", 1, 0)));
    ReplaceSite.Outcome outcome =
        site.deliver(rows, MARCH, 2, sink -> sink.allowRejected(1), false);
    assertThat(Site.codes(outcome.rejected()), contains(RejectedRow.Code.OUT_OF_SCOPE));
    assertThat(site.content(), equalTo(text(all(FIRST, april))));
  }

  private static void owners(ReplaceSite site) throws Exception {
    site.run(MARCH, 1).run(FIRST).receiptOrThrow();
    CommitOutcome outcome = site.run(MARCH, 2).pipeline("returns").run(OTHER);
    assertThat(outcome, instanceOf(CommitOutcome.Refused.class));
    assertThat(
        ((CommitOutcome.Refused) outcome).message(),
        containsString("it belongs to the pipeline 'orders', and this one is 'returns'. Nothing"));
    assertThat(site.content(), equalTo(text(FIRST)));
    site.run(MARCH, 3).pipeline("returns").takeOver().run(OTHER).receiptOrThrow();
    assertThat(site.content(), equalTo(text(OTHER)));
  }

  private static void readers(ReplaceSite site) throws Exception {
    List<Row> old = all(FIRST, SECOND);
    List<Row> now = all(OTHER, orders(DAY_2, 31, 2, 0));
    site.run(MARCH, 1).run(old).receiptOrThrow();
    Set<List<String>> seen =
        site.seenDuring(
            () -> {
              for (long epoch = 2; epoch < 12; epoch++) {
                site.run(MARCH, epoch).run(epoch % 2 == 0 ? now : old).receiptOrThrow();
              }
            });
    assertThat(seen, everyItem(is(oneOf(text(old), text(now)))));
  }

  private static void sameRun(ReplaceSite site) throws Exception {
    Receipt first = site.deliver(FIRST, MARCH, 1).receipts().get(0);
    Receipt again = site.deliver(FIRST, MARCH, 1).receipts().get(0);
    assertThat(again, equalTo(first));
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void olderRun(ReplaceSite site) throws Exception {
    site.deliver(FIRST, MARCH, 5);
    String why = Site.failure(() -> site.deliver(OTHER, Orders.day(DAY_1), 4));
    assertThat(why, containsString("a newer run (epoch 5) committed it while this run (epoch 4)"));
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void zombie(ReplaceSite site) throws Exception {
    StoreRun older = site.run(MARCH, 1);
    StoreRun newer = site.run(MARCH, 2);
    List<Staged> staged = newer.stage(OTHER);
    CommitOutcome outcome =
        older.commit(older.stage(FIRST), () -> newer.commit(staged).receiptOrThrow());
    assertThat(outcome, instanceOf(CommitOutcome.Superseded.class));
    assertThat(site.content(), equalTo(text(OTHER)));
  }

  private static void lostAnswer(ReplaceSite site) throws Exception {
    boolean metFault = true;
    for (int call = 1; metFault; call++) {
      ReplaceSite fresh = site.another("order_date");
      fresh.run(MARCH, 1).run(FIRST).receiptOrThrow();
      FaultyTarget faulty = FaultyTarget.failing(fresh.target(), call, FaultMode.FAULT_AFTER);
      StoreRun run = fresh.run(MARCH, 2);
      StoreRun faultyRun = new StoreRun(faulty, run.schema(), run.token(), run.policy());
      CommitOutcome outcome = faultyRun.commit(run.stage(OTHER));
      metFault = faulty.metFault();
      // A second act would have deleted the rows of the first.
      assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
      assertThat(outcome.receiptOrThrow().counts().get(Count.DELETED), is(6L));
      assertThat(fresh.content(), equalTo(text(OTHER)));
    }
  }

  private static void anyOrder(ReplaceSite site) throws Exception {
    List<Row> april = orders(DAY_3, 31, 2, 0);
    site.run(Orders.month("2024-04"), 6).run(april).receiptOrThrow();
    StoreRun march = site.run(MARCH, 5);
    march.run(FIRST).receiptOrThrow();
    site.run(Orders.month("2024-04"), 7).run(april).receiptOrThrow();
    assertThat(march.run(FIRST), instanceOf(CommitOutcome.AlreadyCommitted.class));
    assertThat(site.content(), equalTo(text(all(FIRST, april))));
  }

  private static void foreignWriter(ReplaceSite site) throws Exception {
    site.run(MARCH, 1).run(FIRST).receiptOrThrow();
    site.plantForeign(Orders.partition(DAY_1));
    CommitOutcome outcome = site.run(MARCH, 2).run(OTHER);
    assertThat(outcome, instanceOf(CommitOutcome.Conflict.class));
    assertThat(
        ((CommitOutcome.Conflict) outcome).message(), containsString("Nothing was changed."));
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void crashedRun(ReplaceSite site) throws Exception {
    site.run(MARCH, 2).run(FIRST).receiptOrThrow();
    site.run(MARCH, 3).stage(OTHER);
    assertThat(site.content(), equalTo(text(FIRST)));
    site.leftAfterSweeping().ifPresent(left -> assertThat("staged files left", left, is(0)));
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void movedKey(ReplaceSite site) throws Exception {
    site.deliver(List.of(order(1, DAY_1, "a", 1, 0)), MARCH, 1);
    Row moved = order(1, DAY_2, "a", 1, 5);
    site.deliver(List.of(order(1, DAY_1, "a", 1, 0), moved), MARCH, 2);
    assertThat(site.content(), equalTo(text(List.of(moved))));
  }

  private static void badRow(ReplaceSite site) throws Exception {
    site.deliver(OTHER, MARCH, 1);
    Row bad = Row.fromRow(order(99, DAY_1, "bad", 1, 0)).withFieldValue("updated_at", null).build();
    List<Row> rows = all(FIRST, List.of(bad));
    String why = Site.failure(() -> site.deliver(rows, MARCH, 2));
    assertThat(why, containsString("1 row was rejected, 0 are allowed. Nothing was changed."));
    assertThat(site.content(), equalTo(text(OTHER)));
    ReplaceSite.Outcome outcome =
        site.deliver(rows, MARCH, 3, sink -> sink.allowRejected(1), false);
    assertThat(Site.codes(outcome.rejected()), contains(RejectedRow.Code.NULL_VERSION));
    assertThat(site.content(), equalTo(text(FIRST)));
  }

  private static void building(ReplaceSite site) {
    assertThat(
        Site.failure(() -> site.build(sink -> sink.pipelineName("orders"))),
        containsString("Name a scope: "));
    assertThat(
        Site.failure(() -> site.build(sink -> sink.scope(MARCH))),
        containsString("Set pipelineName: "));
    ReplaceScope unknown = ReplaceScope.interval("shipped", DataInterval.parse("2024-03"));
    assertThat(
        Site.failure(() -> site.build(sink -> sink.scope(unknown).pipelineName("orders"))),
        containsString("shipped"));
  }

  private static void values(ReplaceSite site) throws Exception {
    ReplaceSite byProduct = site.another("product");
    List<Row> rows = new ArrayList<>();
    for (String product : List.of("../../x", "a/b=c", "NULL", "50%", "it's", "ü \"q\"")) {
      rows.add(order(rows.size(), DAY_1, product, 1, 0));
    }
    byProduct.deliver(rows, ReplaceScope.present(), 1);
    assertThat(byProduct.content(), equalTo(text(rows)));
  }

  private static void bounded(ReplaceSite site) throws Exception {
    int[] calls = {0};
    ReplaceTarget dead = new DeadTarget(site.target(), () -> ++calls[0]);
    StoreRun run = site.run(MARCH, 1);
    StoreRun deadRun = new StoreRun(dead, run.schema(), run.token(), run.policy());
    List<Staged> staged = run.stage(FIRST);
    CommitOutcome outcome = deadRun.commit(staged);
    while (site.has(Planted.RETRIES_FOREVER) && calls[0] < 200) {
      outcome = deadRun.commit(staged);
    }
    assertThat(outcome, instanceOf(CommitOutcome.Unknown.class));
    assertThat("acts that were tried", calls[0], is(lessThan(100)));
    assertThat(site.content(), equalTo(List.of()));
  }
}
