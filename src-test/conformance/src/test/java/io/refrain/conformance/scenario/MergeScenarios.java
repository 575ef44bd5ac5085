package io.refrain.conformance.scenario;

import static io.refrain.conformance.scenario.Scenario.withPipelines;
import static io.refrain.conformance.scenario.Scenario.withoutPipelines;
import static io.refrain.conformance.subject.Shop.DAY_1;
import static io.refrain.conformance.subject.Shop.DAY_2;
import static io.refrain.conformance.subject.Shop.all;
import static io.refrain.conformance.subject.Shop.order;
import static io.refrain.conformance.subject.Shop.orders;
import static io.refrain.conformance.subject.Shop.text;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.refrain.conformance.subject.DeadMergeTarget;
import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.merge.MergeRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.values.Row;

/** The rules that a merge into a table of files keeps. */
public final class MergeScenarios {
  private static final List<Row> OLD = orders(DAY_1, 1, 8, 0);
  private static final List<Row> NEW =
      OLD.stream().map(r -> order(r.getInt64("order_id"), DAY_2, "new", 7, 60)).toList();

  private MergeScenarios() {}

  public static final List<Scenario<MergeSite>> ALL =
      List.of(
          withPipelines(
              1,
              "delivered twice and shuffled is stored once",
              Planted.BLIND_APPEND,
              MergeScenarios::deliveredTwice),
          withPipelines(
              1,
              "a run that dies after its output is run again",
              Planted.BLIND_APPEND,
              MergeScenarios::diesAfterItsOutput),
          withPipelines(
              2,
              "of equal versions the content decides, not the arrival",
              Planted.TIES_BY_ARRIVAL,
              MergeScenarios::ties),
          withPipelines(
              3,
              "two loads at different times are equal",
              Planted.STAMPS_ROWS,
              MergeScenarios::twoTimes),
          withoutPipelines(
              7,
              "readers see the old content or the new",
              Planted.MERGE_SHOWS_HALF,
              MergeScenarios::readers),
          withPipelines(
              8,
              "the same run is answered with its first receipt",
              Planted.MERGE_FORGETS_TOKEN,
              MergeScenarios::sameRun),
          withoutPipelines(
              9,
              "a lost answer is settled by the token",
              Planted.MERGE_FORGETS_TOKEN,
              MergeScenarios::lostAnswer),
          withoutPipelines(
              11,
              "a foreign writer among the keys is a conflict",
              Planted.MERGE_IGNORES_OTHERS,
              MergeScenarios::foreignWriter),
          withoutPipelines(
              12,
              "what a crashed run staged is invisible and swept later",
              Planted.MERGE_SHOWS_STAGED,
              MergeScenarios::crashedRun),
          withPipelines(
              13,
              "an older row never overwrites, an equal one is unchanged",
              Planted.LAST_WRITE_WINS,
              MergeScenarios::versions),
          withPipelines(
              14,
              "a deleted row does not come back by an older one",
              Planted.FORGETS_DELETES,
              MergeScenarios::deletes),
          withoutPipelines(
              15,
              "of two merges of the same keys at once one goes first, and neither is lost",
              Planted.MERGE_IGNORES_OTHERS,
              MergeScenarios::mergesAtOnce),
          withPipelines(
              16,
              "a key that moves leaves no copy behind",
              Planted.MERGE_KEEPS_REMOVED,
              MergeScenarios::movedKey),
          withPipelines(
              18,
              "a bad row fails the run or is given out with its code",
              Planted.SWALLOWS_BAD_ROWS,
              MergeScenarios::badRow),
          withoutPipelines(
              19,
              "a missing or unknown key is an error while building",
              Planted.CHECKS_LATE,
              MergeScenarios::building),
          withPipelines(
              20, "no value becomes a path", Planted.MANGLES_VALUES, MergeScenarios::values),
          withoutPipelines(
              21,
              "a table that never answers ends the run",
              Planted.RETRIES_FOREVER,
              MergeScenarios::bounded));

  private static void deliveredTwice(MergeSite site) throws Exception {
    site.deliver(OLD, 1);
    List<Row> again = all(OLD, OLD);
    Collections.shuffle(again, new Random(1));
    site.deliver(again, 2);
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void diesAfterItsOutput(MergeSite site) throws Exception {
    site.deliver(OLD, 1);
    assertThat(site.deliverAndDie(NEW, 2), containsString("killed on purpose"));
    site.deliver(NEW, 3);
    assertThat(site.content(), equalTo(text(NEW)));
  }

  private static void ties(MergeSite site) throws Exception {
    List<Row> rows =
        new ArrayList<>(
            List.of(
                order(1, DAY_1, "a", 1, 0),
                order(1, DAY_1, "c", 1, 0),
                order(1, DAY_1, "b", 1, 0)));
    site.deliver(rows.subList(0, 2), 1);
    site.deliver(rows.subList(2, 3), 2);
    MergeSite other = site.another("order_date");
    Collections.reverse(rows);
    MergeReceipt receipt = other.deliver(rows, 1).receipt();
    assertThat(other.content(), equalTo(site.content()));
    assertThat("keys with a tie", receipt.counts().get(Count.TIES), is(1L));
  }

  private static void twoTimes(MergeSite site) throws Exception {
    site.deliver(OLD, 1);
    MergeSite other = site.another("order_date");
    other.deliver(OLD, 1_000_000);
    assertThat(other.content(), equalTo(site.content()));
  }

  private static void readers(MergeSite site) throws Exception {
    List<List<String>> versions = new ArrayList<>();
    site.run().run(1, OLD);
    versions.add(text(OLD));
    Set<List<String>> seen =
        site.seenDuring(
            () -> {
              for (int version = 2; version < 8; version++) {
                List<Row> rows = orders(version % 2 == 0 ? DAY_2 : DAY_1, 1, 8, version);
                versions.add(text(rows));
                site.run().run(version, rows);
              }
            });
    assertThat(seen, everyItem(is(in(versions))));
  }

  private static void sameRun(MergeSite site) throws Exception {
    MergeReceipt first = site.deliver(OLD, 1).receipt();
    assertThat(first.committed(), is(true));
    assertThat(site.deliver(OLD, 1).receipt(), equalTo(first));
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void lostAnswer(MergeSite site) throws Exception {
    DeadMergeTarget lossy = new DeadMergeTarget(site.target(), commit -> commit > 1, true);
    MergeRun.Prepared prepared = site.run().prepare(1, OLD).into(lossy);
    MergeReceipt receipt;
    try {
      receipt = prepared.commit();
    } catch (RefrainException e) {
      throw new AssertionError("the run is in effect, and was not found", e);
    }
    assertThat(receipt.counts().get(Count.INSERTED), is(8L));
    assertThat("commits that were tried", lossy.commits(), is(1));
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void foreignWriter(MergeSite site) throws Exception {
    site.run().run(1, OLD);
    MergeRun.Prepared prepared = site.run().prepare(2, orders(DAY_1, 21, 3, 0));
    List<Row> theirs = List.of(order(22, DAY_1, "theirs", 1, 5));
    site.append(theirs);
    assertThat(Site.failure(prepared::commit), containsString("Nothing was changed."));
    assertThat(site.content(), equalTo(text(all(OLD, theirs))));
  }

  private static void crashedRun(MergeSite site) throws Exception {
    site.append(OLD);
    List<String> before = site.content();
    site.run().prepare(2, orders(DAY_2, 21, 3, 0));
    assertThat(site.content(), equalTo(before));
    site.leftAfterSweeping().ifPresent(left -> assertThat("staged files left", left, is(0)));
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void versions(MergeSite site) throws Exception {
    site.deliver(NEW, 1);
    MergeReceipt stale = site.deliver(OLD, 2).receipt();
    MergeReceipt same = site.deliver(NEW, 3).receipt();
    assertThat(site.content(), equalTo(text(NEW)));
    assertThat(stale.counts().get(Count.STALE), is(8L));
    assertThat(same.counts().get(Count.UNCHANGED), is(8L));
    assertThat("a commit without a change", same.committed(), is(false));
  }

  private static void deletes(MergeSite site) throws Exception {
    List<Row> kept = List.of(order(2, DAY_1, "kept", 1, 0));
    site.upsert(all(List.of(order(1, DAY_1, "a", 1, 0)), kept), 1);
    site.delete(List.of(order(1, DAY_1, "a", 1, 20)), 2);
    assertThat(site.content(), equalTo(text(kept)));
    site.upsert(List.of(order(1, DAY_2, "late", 1, 10)), 3);
    assertThat(site.content(), equalTo(text(kept)));
    Row newer = order(1, DAY_2, "newer", 1, 30);
    site.upsert(List.of(newer), 4);
    assertThat(site.content(), equalTo(text(all(kept, List.of(newer)))));
  }

  private static void mergesAtOnce(MergeSite site) throws Exception {
    site.run().run(1, orders(DAY_1, 31, 3, 0));
    MergeRun.Prepared one = site.run().prepare(2, NEW);
    MergeRun.Prepared two = site.run().prepare(3, OLD);
    one.commit();
    assertThat(Site.failure(two::commit), containsString("Nothing was changed."));
    site.run().run(4, OLD);
    assertThat(site.content(), equalTo(text(all(NEW, orders(DAY_1, 31, 3, 0)))));
  }

  private static void movedKey(MergeSite site) throws Exception {
    site.deliver(List.of(order(1, DAY_1, "a", 1, 0)), 1);
    Row moved = order(1, DAY_2, "a", 1, 5);
    site.deliver(List.of(moved), 2);
    assertThat(site.content(), equalTo(text(List.of(moved))));
  }

  private static void badRow(MergeSite site) throws Exception {
    Row bad = Row.fromRow(order(99, DAY_1, "bad", 1, 0)).withFieldValue("updated_at", null).build();
    List<Row> rows = all(OLD, List.of(bad));
    String why = Site.failure(() -> site.deliver(rows, 1));
    assertThat(why, containsString("1 row was rejected, 0 are allowed."));
    assertThat(site.content(), equalTo(List.of()));
    MergeSite.Outcome outcome = site.deliver(rows, 2, sink -> sink.allowRejected(1), false);
    assertThat(Site.codes(outcome.rejected()), contains(RejectedRow.Code.NULL_VERSION));
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void building(MergeSite site) {
    assertThat(
        Site.failure(() -> site.build(sink -> sink.latestBy("updated_at").pipelineName("orders"))),
        containsString("byKey"));
    assertThat(
        Site.failure(
            () ->
                site.build(
                    sink -> sink.byKey("number").latestBy("updated_at").pipelineName("orders"))),
        containsString("number"));
    assertThat(
        Site.failure(() -> site.build(sink -> sink.byKey("order_id").latestBy("updated_at"))),
        containsString("pipelineName"));
  }

  private static void values(MergeSite site) throws Exception {
    MergeSite byProduct = site.another("product");
    List<Row> rows = new ArrayList<>();
    for (String product : List.of("../../x", "a/b=c", "NULL", "50%", "it's", "ü \"q\"")) {
      rows.add(order(rows.size(), DAY_1, product, 1, 0));
    }
    byProduct.deliver(rows, 1);
    assertThat(byProduct.content(), equalTo(text(rows)));
  }

  private static void bounded(MergeSite site) throws Exception {
    DeadMergeTarget dead = new DeadMergeTarget(site.target(), commit -> false, false);
    MergeRun.Prepared prepared = site.run().prepare(1, OLD).into(dead);
    String why = Site.failure(prepared::commit);
    while (site.has(Planted.RETRIES_FOREVER) && dead.commits() < 200) {
      why = Site.failure(prepared::commit);
    }
    assertThat(why, containsString("the table is away"));
    assertThat("commits that were tried", dead.commits(), is(lessThan(100)));
    assertThat(site.content(), equalTo(List.of()));
  }
}
