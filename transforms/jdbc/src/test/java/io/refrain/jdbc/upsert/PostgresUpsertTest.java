package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.refrain.core.Count;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.upsert.Database.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a real PostgreSQL server. */
class PostgresUpsertTest extends UpsertContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("timezone", "America/St_Johns").start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Database freshDatabase() throws Exception {
    Database database =
        new Database(
            JdbcConnection.of(
                    "jdbc:postgresql://localhost:"
                        + server.getPort()
                        + "/postgres"
                        + driverSettings())
                .user("postgres"));
    database.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    return database;
  }

  /** What the driver is told beyond where the database is. */
  protected String driverSettings() {
    return "";
  }

  /** Arrays go to the server in binary, past the connection's own. */
  @Override
  protected List<String> calls() {
    return List.of("prepareStatement", "commit");
  }

  @Override
  protected String tableName(String plain) {
    return plain;
  }

  @Override
  protected String trueText() {
    return "t";
  }

  @Override
  protected String generated() {
    return "1 + 1) STORED";
  }

  @Test
  void unchangedRowsAreNotWritten() throws Exception {
    db.upsert("orders", orders(20, 1, 0));
    String rowVersions = "SELECT order_id, xmin, xmax, ctid FROM orders ORDER BY order_id";
    List<String> before = db.query(rowVersions);

    db.upsert("orders", orders(20, 1, 0));
    db.upsert("orders", orders(20, 1, -60));

    assertThat(db.query(rowVersions), equalTo(before));
  }

  @Test
  void aConnectionThatTheServerCutsIsReplaced() throws Exception {
    db.run(
        "CREATE SEQUENCE writes",
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF nextval('writes') IN (3, 20) THEN PERFORM pg_terminate_backend(pg_backend_pid());"
            + " END IF; RETURN NEW; END $$",
        "CREATE TRIGGER cut BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION cut()");

    Outcome outcome = db.upsert("orders", orders(20, 1, 0));

    assertThat(outcome.counts().get(Count.INSERTED), is(20L));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("20"));
    // Two batches of seven were cut and written again, from their first rows on.
    assertThat(db.query("SELECT last_value > 20 FROM writes"), contains("t"));
  }

  @Test
  void aServerThatCutsWhileCommittingLeavesWholeBatches() throws Exception {
    db.run(
        "CREATE SEQUENCE commits",
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF nextval('commits') = 10 THEN PERFORM pg_terminate_backend(pg_backend_pid());"
            + " END IF; RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION cut()");

    Outcome outcome = db.upsert("orders", orders(20, 1, 0));

    assertThat(outcome.counts().get(Count.INSERTED), is(20L));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("20"));
  }

  @Test
  void aRowThatATriggerRefusesIsRejected() throws Exception {
    db.run(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF NEW.quantity = 13 THEN RAISE EXCEPTION 'thirteen is unlucky'; END IF;"
            + " RETURN NEW; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION refuse()");

    Outcome outcome = db.upsert("orders", List.of(order(1, "a", 13, 0), order(2, "b", 1, 0)));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.CONSTRAINT));
    assertThat(db.query("SELECT order_id FROM orders"), contains("2"));
  }

  @Test
  void textWithNulIsRejectedAsAValueAndAsAKey() throws Exception {
    Outcome outcome = db.upsert("orders", List.of(order(1, "a\0b", 1, 0), order(2, "b", 1, 0)));

    assertThat(outcome.rejected(), hasSize(1));
    assertThat(outcome.rejected().get(0).code(), is(RejectedRow.Code.UNFIT_VALUE));
    assertThat(db.query("SELECT order_id FROM orders"), contains("2"));
  }

  @Test
  void eightWritersOfShuffledKeysNeverDeadlock() throws Exception {
    String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    List<String> before = db.query(deadlocks);
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      int writer = w;
      Thread thread =
          new Thread(
              () -> {
                List<Row> rows = new ArrayList<>(orders(2000, writer, writer));
                Collections.shuffle(rows, new Random(writer));
                UpsertSpec spec =
                    db.spec("orders", List.of("order_id"), List.of("updated_at"), 100 + writer);
                try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
                  // In pieces: each batch is in the order of keys, batches of two writers overlap.
                  for (int from = 0; from < rows.size(); from += 500) {
                    upsertAtLast(spec, rows.subList(from, from + 500), pool);
                  }
                } catch (Exception | AssertionError e) {
                  failures.add(e);
                }
              });
      writers.add(thread);
      thread.start();
    }
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(failures, is(empty()));
    assertThat(db.query("SELECT DISTINCT quantity FROM orders"), contains("7"));
    // A backend reports what it counted by the time it ends, if not before.
    assertThat(db.query(deadlocks), equalTo(before));
  }

  // Eight writers of the same keys lose many races, which is not what this is about.
  private void upsertAtLast(UpsertSpec spec, List<Row> rows, ConnectionPool pool)
      throws InterruptedException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        db.upsert(spec, rows, pool);
        return;
      } catch (RefrainException e) {
        if (e.kind() != RefrainException.Kind.CONFLICT || attempt == 50) {
          throw e;
        }
      }
    }
  }

  @Test
  void aTableInAnotherSchemaIsFoundByItsName() throws Exception {
    db.run(
        "DROP SCHEMA IF EXISTS \"My Shop\" CASCADE",
        "CREATE SCHEMA \"My Shop\"",
        "CREATE TABLE \"My Shop\".\"Select\" (\"ORDER_ID\" bigint PRIMARY KEY, product text, quantity"
            + " int, updated_at timestamptz)");

    db.upsert("my shop.select", orders(3, 1, 0));

    assertThat(db.query("SELECT COUNT(*) FROM \"My Shop\".\"Select\""), contains("3"));
  }
}
