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
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.oneOf;

import io.refrain.conformance.subject.CarelessWriter;
import io.refrain.conformance.subject.Wire;
import io.refrain.core.Count;
import io.refrain.core.RejectedRow;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.values.Row;

/** The rules that an upsert keeps. */
public final class UpsertScenarios {
  private static final List<Row> OLD = orders(DAY_1, 1, 20, 0);
  private static final List<Row> NEW =
      OLD.stream().map(r -> order(r.getInt64("order_id"), DAY_2, "new", 7, 60)).toList();

  private UpsertScenarios() {}

  public static final List<Scenario<UpsertSite>> ALL =
      List.of(
          withPipelines(
              1,
              "delivered twice and shuffled is stored once",
              Planted.BLIND_APPEND,
              UpsertScenarios::deliveredTwice),
          withPipelines(
              1,
              "a run that dies after its output is run again",
              Planted.BLIND_APPEND,
              UpsertScenarios::diesAfterItsOutput),
          withPipelines(
              2,
              "of equal versions the content decides, not the arrival",
              Planted.TIES_BY_ARRIVAL,
              UpsertScenarios::ties),
          withPipelines(
              3,
              "two loads at different times are equal",
              Planted.STAMPS_ROWS,
              UpsertScenarios::twoTimes),
          withoutPipelines(
              7, "readers see whole batches", Planted.COMMITS_ROW_BY_ROW, UpsertScenarios::readers),
          withPipelines(
              9,
              "after a lost answer the batch is looked up, not written blindly",
              Planted.RETRIES_BLINDLY,
              site -> lostAnswer(site, false)),
          withPipelines(
              9,
              "after a lost answer an atomic upsert is known by its mark",
              Planted.RETRIES_BLINDLY,
              site -> lostAnswer(site, true)),
          withPipelines(
              13,
              "an older row never overwrites, an equal one is unchanged",
              Planted.LAST_WRITE_WINS,
              UpsertScenarios::versions),
          withPipelines(
              14,
              "a deleted row does not come back by an older one",
              Planted.FORGETS_DELETES,
              UpsertScenarios::deletes),
          withoutPipelines(
              15,
              "writers of the same keys do not deadlock",
              Planted.UNSORTED,
              UpsertScenarios::writersAtOnce),
          withPipelines(
              16,
              "a key that moves leaves no copy behind",
              Planted.BLIND_APPEND,
              UpsertScenarios::movedKey),
          withPipelines(
              17,
              "a second unique index never captures a row",
              Planted.CAPTURES_BY_ANY_INDEX,
              UpsertScenarios::secondIndex),
          withPipelines(
              18,
              "a bad row fails the run or is given out with its code",
              Planted.SWALLOWS_BAD_ROWS,
              UpsertScenarios::badRow),
          withoutPipelines(
              19,
              "a missing or unknown key is an error while building",
              Planted.CHECKS_LATE,
              UpsertScenarios::building),
          withPipelines(20, "no value becomes SQL", Planted.PASTES_VALUES, UpsertScenarios::values),
          withoutPipelines(
              21,
              "a transaction holds no more rows than a batch may",
              Planted.KNOWS_NO_BATCHES,
              UpsertScenarios::boundedBatches),
          withoutPipelines(
                  21,
                  "a database that never answers ends the run",
                  Planted.RETRIES_FOREVER,
                  UpsertScenarios::boundedRetries)
              .thatWaits());

  private static void deliveredTwice(UpsertSite site) throws Exception {
    site.deliver(OLD);
    List<Row> again = all(OLD, OLD);
    Collections.shuffle(again, new Random(1));
    site.deliver(again);
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void diesAfterItsOutput(UpsertSite site) throws Exception {
    site.deliver(orders(DAY_1, 1, 5, 0));
    assertThat(site.deliverAndDie(NEW), containsString("killed on purpose"));
    site.deliver(NEW);
    assertThat(site.content(), equalTo(text(NEW)));
  }

  private static void ties(UpsertSite site) throws Exception {
    List<Row> one = List.of(order(1, DAY_1, "a", 1, 0));
    List<Row> two = List.of(order(1, DAY_1, "b", 1, 0));
    site.deliver(one);
    site.deliver(two);
    UpsertSite other = site.another();
    other.deliver(two);
    other.deliver(one);
    assertThat(other.content(), equalTo(site.content()));
  }

  private static void twoTimes(UpsertSite site) throws Exception {
    site.deliver(OLD);
    UpsertSite other = site.another();
    other.deliver(OLD);
    assertThat(other.content(), equalTo(site.content()));
  }

  private static void readers(UpsertSite site) throws Exception {
    site.deliver(OLD);
    Set<List<String>> seen =
        site.seenDuring(() -> site.deliver(NEW, sink -> sink.withShards(1), false));
    assertThat(seen, everyItem(is(oneOf(text(OLD), text(NEW)))));
    assertThat(site.content(), equalTo(text(NEW)));
  }

  /** The first ten keys get newer rows before the writer knows that the answer is lost. */
  private static void lostAnswer(UpsertSite site, boolean atomically) throws Exception {
    List<Row> newer = NEW.subList(0, 10);
    Wire wire = site.wire();
    wire.loseAnAnswer(
        site.table(), () -> new CarelessWriter(site.table(), () -> {}).overwrite(newer));
    UpsertSite.Outcome outcome =
        site.deliver(
            OLD, sink -> atomically ? sink.withShards(1).atomically() : sink.withShards(1), false);
    assertThat(site.content(), equalTo(text(all(newer, OLD.subList(10, 20)))));
    assertThat("answers that were lost", wire.lost(), is(1));
    assertThat(outcome.get(Count.INSERTED), is(atomically ? 20L : 0L));
    assertThat(outcome.get(Count.STALE), is(atomically ? 0L : 10L));
    assertThat(outcome.get(Count.UNCHANGED), is(atomically ? 0L : 10L));
  }

  private static void boundedBatches(UpsertSite site) throws Exception {
    Set<Integer> sizes = new TreeSet<>();
    site.wire().afterEachCommit(() -> sizes.add(site.table().rows().size()));
    site.deliver(OLD, sink -> sink.withShards(1).batchRows(8), false);
    assertThat(site.content(), equalTo(text(OLD)));
    // Nothing is stored yet when a table is looked at.
    sizes.remove(0);
    assertThat("rows stored after each commit", sizes, contains(8, 16, 20));
  }

  private static void boundedRetries(UpsertSite site) throws Exception {
    site.wire().loseEveryCommit();
    String why = Site.failure(() -> site.deliver(OLD, sink -> sink.withShards(1), false));
    assertThat(why, containsString("the connection was lost"));
    assertThat("commits that were tried", site.wire().lost(), is(lessThan(100)));
    assertThat(why, containsString("Batches before this one are stored, this one perhaps."));
    assertThat(site.table().rows(), equalTo(List.of()));
  }

  private static void versions(UpsertSite site) throws Exception {
    site.deliver(NEW);
    UpsertSite.Outcome stale = site.deliver(OLD);
    UpsertSite.Outcome same = site.deliver(NEW);
    assertThat(site.content(), equalTo(text(NEW)));
    assertThat(stale.get(Count.STALE), is(20L));
    assertThat(same.get(Count.UNCHANGED), is(20L));
  }

  private static void deletes(UpsertSite site) throws Exception {
    List<Row> kept = List.of(order(2, DAY_1, "kept", 1, 0));
    site.upsertBesideDeletes(all(List.of(order(1, DAY_1, "a", 1, 0)), kept));
    site.delete(List.of(order(1, DAY_1, "a", 1, 20)));
    assertThat(site.content(), equalTo(text(kept)));
    site.upsertBesideDeletes(List.of(order(1, DAY_2, "late", 1, 10)));
    assertThat(site.content(), equalTo(text(kept)));
    Row newer = order(1, DAY_2, "newer", 1, 30);
    site.upsertBesideDeletes(List.of(newer));
    assertThat(site.content(), equalTo(text(all(List.of(newer), kept))));
  }

  private static void writersAtOnce(UpsertSite site) throws Exception {
    site.deliver(OLD);
    List<Row> newer = orders(DAY_1, 1, 20, 120);
    site.deliverAtOnce(NEW, newer);
    assertThat(site.content(), equalTo(text(newer)));
  }

  private static void movedKey(UpsertSite site) throws Exception {
    site.deliver(List.of(order(1, DAY_1, "a", 1, 0)));
    Row moved = order(1, DAY_2, "a", 1, 5);
    site.deliver(List.of(moved));
    assertThat(site.content(), equalTo(text(List.of(moved))));
  }

  private static void secondIndex(UpsertSite site) throws Exception {
    site.table().run("CREATE UNIQUE INDEX one_product ON orders (product)");
    Row first = order(1, DAY_1, "a", 1, 0);
    site.deliver(List.of(first));
    UpsertSite.Outcome outcome =
        site.deliver(List.of(order(2, DAY_1, "a", 2, 60)), sink -> sink.allowRejected(1), false);
    assertThat(site.content(), equalTo(text(List.of(first))));
    assertThat(Site.codes(outcome.rejected()), contains(RejectedRow.Code.CONSTRAINT));
  }

  private static void badRow(UpsertSite site) throws Exception {
    List<Row> rows = all(OLD, List.of(order(99, DAY_1, "too many", 1000, 0)));
    String why = Site.failure(() -> site.deliver(rows));
    assertThat(why, containsString("1 row"));
    UpsertSite.Outcome outcome = site.deliver(rows, sink -> sink.allowRejected(1), false);
    assertThat(Site.codes(outcome.rejected()), contains(RejectedRow.Code.CONSTRAINT));
    assertThat(site.content(), equalTo(text(OLD)));
  }

  private static void building(UpsertSite site) {
    assertThat(
        Site.failure(() -> site.build(sink -> sink.byKey("number"))), containsString("number"));
    assertThat(Site.failure(() -> site.build(sink -> sink.byKey())), containsString("byKey"));
  }

  private static void values(UpsertSite site) throws Exception {
    List<Row> rows =
        List.of(
            order(1, DAY_1, "'); DROP TABLE orders; --", 1, 0),
            order(2, DAY_1, "{\"a\",NULL}\\", 1, 0),
            order(3, DAY_1, "it's ?", 1, 0));
    site.deliver(rows);
    assertThat(site.content(), equalTo(text(rows)));
  }
}
