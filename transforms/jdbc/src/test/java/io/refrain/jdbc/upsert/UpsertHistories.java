package io.refrain.jdbc.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.in;

import io.refrain.core.RefrainException;
import io.refrain.core.blocks.LatestBy;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.Changes.Remember;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.joda.time.Duration;

/**
 * Histories of a table that is upserted into and deleted from, against a model: a map of the newest
 * change of each key.
 *
 * <p>Deliveries come in any order, some again, in batches or all at once; a run may die at any call
 * to the database, before the call has an effect or after it. After each run a key holds what the
 * model says of all deliveries that are in for sure, or a newer change of one that may be in. Once
 * each delivery has got in, be it late and after newer ones, the table holds what the model says of
 * all of them, whatever the history was.
 */
final class UpsertHistories {
  private static final String LIVE = "SELECT id, product, v FROM changes ORDER BY id";

  /** The keys of all histories are below. */
  private static final int KEYS = 4;

  private final Database db;
  private final Database atomic;
  private final ConnectionPool pool;
  private final UpsertSpec spec;

  /**
   * One run.
   *
   * @param delivery what it brings
   * @param atomically whether all at once
   * @param failing which call to the database fails; 0 for none
   * @param after whether that call is in effect
   * @param fatal whether it lets the run die, or is tried again
   */
  record Run(
      List<Change> delivery, boolean atomically, int failing, boolean after, boolean fatal) {}

  /** Made in a database without tables. */
  UpsertHistories(Database db) throws Exception {
    this.db = db;
    this.atomic = db.atomically();
    db.run(
        "CREATE TABLE changes (id BIGINT PRIMARY KEY, product VARCHAR(20) NOT NULL, v BIGINT NOT"
            + " NULL)");
    this.pool = ConnectionPool.acquire(db.connection);
    this.spec =
        new UpsertSpec(
            db.connection,
            TableName.parse("changes"),
            new LatestBy(List.of("id"), List.of("v"), "op"),
            new UpsertSpec.Limits(3, 8 << 20, false),
            new Changes(new Remember.Tombstones(Duration.standardDays(30)), false, false));
    // Makes the tables beside it.
    db.upsert(spec, Change.rows(List.of(Change.delete(0, 0))), pool);
  }

  void close() {
    pool.close();
  }

  static Arbitrary<List<Run>> all() {
    // Texts of one length: the canonical encoding orders texts by their length first.
    Arbitrary<Change> changes =
        Combinators.combine(
                Arbitraries.longs().between(0, KEYS - 1),
                Arbitraries.longs().between(0, 4),
                Arbitraries.integers().between(0, 5))
            .as(
                (id, version, kind) ->
                    kind < 3
                        ? Change.upsert(id, version, "p" + kind)
                        : kind < 5 ? Change.delete(id, version) : Change.upsert(id, version, "zz"));
    Arbitrary<Integer> failing =
        Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(1, 60));
    return Combinators.combine(
            changes.list().ofMinSize(1).ofMaxSize(6),
            Arbitraries.of(false, false, false, true),
            failing,
            Arbitraries.of(false, true),
            Arbitraries.of(false, true))
        .as(Run::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /** Lets a history happen, and checks it. */
  void check(List<Run> history) throws Exception {
    db.run("DELETE FROM changes", "DELETE FROM refrain_tombstones");
    List<Change> sure = new ArrayList<>();
    List<Change> perhaps = new ArrayList<>();
    List<Run> died = new ArrayList<>();
    for (Run run : history) {
      if (survives(run)) {
        sure.addAll(run.delivery());
      } else {
        perhaps.addAll(run.delivery());
        died.add(run);
      }
      checkEachKey(sure, perhaps);
    }
    // Those that died come again, late and in another order: each after newer ones.
    for (int i = died.size() - 1; i >= 0; i--) {
      (died.get(i).atomically() ? atomic : db)
          .upsert(spec, Change.rows(died.get(i).delivery()), pool);
    }
    sure.addAll(perhaps);
    assertThat(db.query(LIVE), equalTo(Change.live(sure)));
    assertThat(
        db.query("SELECT COUNT(*) FROM refrain_tombstones"),
        equalTo(List.of("" + Change.deleted(sure))));
  }

  private boolean survives(Run run) throws Exception {
    FaultyJdbc connections =
        new FaultyJdbc(pool, run.failing(), run.after(), run.fatal() ? "XX000" : "40001");
    try {
      (run.atomically() ? atomic : db).upsert(spec, Change.rows(run.delivery()), connections);
      return true;
    } catch (RefrainException e) {
      if (!e.getMessage().contains("planted failure")) {
        throw e;
      }
      return false;
    }
  }

  private void checkEachKey(List<Change> sure, List<Change> perhaps) throws Exception {
    List<String> stored = db.query(LIVE);
    Set<Long> keys = new TreeSet<>();
    sure.forEach(c -> keys.add(c.id()));
    perhaps.forEach(c -> keys.add(c.id()));
    for (long key : keys) {
      List<Change> known = ofKey(sure, key);
      Set<List<String>> allowed = new LinkedHashSet<>();
      allowed.add(Change.live(known));
      for (Change maybe : ofKey(perhaps, key)) {
        List<Change> with = new ArrayList<>(known);
        with.add(maybe);
        allowed.add(Change.live(with));
      }
      List<String> found = stored.stream().filter(row -> row.startsWith(key + "|")).toList();
      assertThat("key " + key + " of " + allowed, found, in(allowed));
    }
  }

  private static List<Change> ofKey(List<Change> changes, long key) {
    return changes.stream().filter(c -> c.id() == key).collect(Collectors.toList());
  }
}
