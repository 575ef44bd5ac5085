package io.refrain.jdbc.replace;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import io.refrain.jdbc.JdbcTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A real server, whose backends are really terminated. */
final class PostgresReplaceTest extends ReplaceScenarios {
  private static final List<Row> FIRST = orders(DAY_1, 1, 5);
  private static final List<Row> OTHER = orders(DAY_1, 21, 3);

  @Override
  Shop freshShop() throws Exception {
    return PostgresShop.fresh();
  }

  @Override
  List<FaultyConnections.Fault> faults() {
    return List.of(
        (connection, call) -> {
          terminate(connection);
          try {
            return call.run();
          } catch (AssertionError e) {
            // The driver's own: it asserts that its connection is open.
            throw new SQLException("the connection is gone", "08006", e);
          }
        });
  }

  @Override
  int step() {
    return 7;
  }

  private void terminate(Connection connection) throws SQLException {
    int backend = connection.unwrap(PGConnection.class).getBackendPID();
    shop.db.run("SELECT pg_terminate_backend(" + backend + ", 5000)");
  }

  @Test
  void aBackendKilledAtAnyStatementIsSurvivedByTheRunItself() throws Exception {
    int met = 0;
    for (int k = 1; ; k += 2) {
      table = shop.newTable();
      FaultyConnections connections = new FaultyConnections(pool, k, faults().get(0));
      OverConnections target =
          new OverConnections(OverConnections.spec(shop.db, table), connections);
      StoreRun run = run(target, day(DAY_1), 1);
      try {
        run.run(FIRST).receiptOrThrow();
      } catch (RefrainException e) {
        // Before the first row, while the table is looked up: the runner starts the worker anew.
        assertThat(e.getMessage(), containsString("Nothing was changed."));
        run.run(FIRST).receiptOrThrow();
      }
      assertThat(Orders.text(shop.rows(table)), equalTo(Orders.text(FIRST)));
      if (!connections.metFault()) {
        break;
      }
      met++;
    }
    assertThat(met, greaterThan(15));
  }

  @Test
  void grantsStay() throws Exception {
    shop.db.run(
        "DROP ROLE IF EXISTS reader",
        "CREATE ROLE reader",
        "GRANT SELECT ON " + table + " TO reader");
    committed(run(shop.byRow(table), day(DAY_1), 1).run(FIRST));
    assertThat(
        shop.db.query("SELECT has_table_privilege('reader', '" + table + "', 'SELECT')"),
        contains("t"));
    shop.db.run("REVOKE ALL ON " + table + " FROM reader", "DROP ROLE reader");
  }

  private String refusedFor(String role) {
    JdbcTable target = JdbcTable.in(shop.db.connection.user(role)).table(table);
    return assertThrows(RefrainException.class, () -> run(target, day(DAY_1), 1).run(FIRST))
        .getMessage();
  }

  @Test
  void missingPrivilegesAreNamed() throws Exception {
    shop.db.run(
        "DROP ROLE IF EXISTS guest",
        "CREATE ROLE guest LOGIN",
        "GRANT USAGE ON SCHEMA public TO guest",
        "GRANT SELECT, INSERT ON " + table + " TO guest");
    assertThat(
        refusedFor("guest"),
        allOf(
            containsString("Cannot create the table refrain_heads"),
            containsString("permission denied for schema public"),
            containsString("Allow this user to create tables in schema public")));
    shop.db.run("GRANT CREATE ON SCHEMA public TO guest");
    assertThat(
        refusedFor("guest"),
        allOf(
            containsString("permission denied for table " + table),
            containsString("whether this user may read, delete and insert there")));
    shop.db.run("DROP OWNED BY guest", "DROP ROLE guest");
  }

  @Test
  void aTriggerThatKeepsRowsIsFoundOut() throws Exception {
    committed(run(shop.byRow(table), day(DAY_1), 1).run(FIRST));
    shop.db.run(
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER keep BEFORE DELETE ON " + table + " FOR EACH ROW EXECUTE FUNCTION keep()");
    assertThat(
        assertThrows(RefrainException.class, () -> run(shop.byRow(table), day(DAY_1), 2).run(OTHER))
            .getMessage(),
        containsString("5 rows that were to be deleted are still there"));
    assertContent(FIRST);
    shop.db.run(
        "DROP TRIGGER keep ON " + table,
        "CREATE TRIGGER keep BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION keep()");
    assertThat(
        assertThrows(RefrainException.class, () -> run(shop.byRow(table), day(DAY_1), 3).run(OTHER))
            .getMessage(),
        containsString("the table took 0 of 3 rows"));
    assertContent(FIRST);
  }

  @Test
  void aWriterWaitsForTheCommitAndAReaderDoesNot() throws Exception {
    committed(run(shop.byRow(table), day(DAY_1), 1).run(FIRST));
    try (Connection commit = shop.db.open()) {
      commit.setAutoCommit(false);
      try (Statement statement = commit.createStatement()) {
        for (String sql : new io.refrain.jdbc.postgres.PostgresDialect().beforeReplace(table)) {
          statement.execute(sql);
        }
      }
      assertThat(shop.db.query("SELECT COUNT(*) FROM " + table), contains("5"));
      SQLException e =
          assertThrows(
              SQLException.class,
              () -> shop.db.run("SET lock_timeout = 100", "DELETE FROM " + table));
      assertThat(e.getSQLState(), equalTo("55P03"));
    }
  }

  @Test
  void stagedRowsThatTheServerLostAreNotTakenForNone() throws Exception {
    StoreRun run = run(shop.byRow(table), day(DAY_1), 1);
    List<io.refrain.core.store.Staged> staged = run.stage(FIRST);
    // What a crash of the server does to an unlogged table.
    shop.db.run("TRUNCATE " + staged.get(0).location());
    assertThat(
        assertThrows(RefrainException.class, () -> run.commit(staged)).getMessage(),
        containsString("has 0 rows, and 5 were staged. Nothing was changed. The server was"));
    assertContent(List.of());
  }
}
