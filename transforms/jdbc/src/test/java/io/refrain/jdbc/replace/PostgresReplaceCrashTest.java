package io.refrain.jdbc.replace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.refrain.core.DataInterval;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.StoreRun;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.upsert.RestartingPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replaces on a real server that crashes at some statement, and comes back. */
final class PostgresReplaceCrashTest {
  private static final LocalDate DAY = LocalDate.of(2024, 3, 15);
  private static final ReplaceScope SCOPE =
      ReplaceScope.interval(Orders.DATE, DataInterval.ofDay(DAY));
  private static final int STEP = 4;
  private static final List<Row> OLD = Orders.orders(DAY, 1, 3);
  private static final List<Row> NEW = Orders.orders(DAY, 11, 5);

  @TempDir private Path directory;

  @Test
  void aServerThatCrashesLeavesTheOldRowsOrTheNewAndTheNextRunTheNew() throws Exception {
    int crashes = 0;
    try (RestartingPostgres server = new RestartingPostgres(directory)) {
      Shop shop = PostgresShop.fresh(server.database());
      try (ConnectionPool pool = ConnectionPool.acquire(shop.db.connection)) {
        // Before the call that is counted, and after it, with the answer lost.
        for (int k = 1; ; k += STEP) {
          boolean lost = k / STEP % 2 == 1;
          if (!crashAt(k, lost, shop, pool, server)) {
            break;
          }
          crashes++;
        }
      }
    }
    assertThat(crashes, is(greaterThan(4)));
  }

  private static boolean crashAt(
      int k, boolean answerLost, Shop shop, ConnectionPool pool, RestartingPostgres server)
      throws IOException {
    String table = shop.newTable();
    StoreRun.of(shop.byRow(table), SCOPE, 1).run(OLD).receiptOrThrow();
    FaultyConnections connections =
        new FaultyConnections(
            pool,
            k,
            (connection, call) -> {
              if (answerLost) {
                call.run();
              }
              server.crashAndRestart();
              throw new SQLException("the server is gone", "08006");
            });
    OverConnections target = new OverConnections(OverConnections.spec(shop.db, table), connections);
    try {
      CommitOutcome outcome = StoreRun.of(target, SCOPE, 2).run(NEW);
      outcome.receiptOrThrow();
      assertContent(shop, table, NEW);
    } catch (RefrainException | IOException e) {
      assertThat("call " + k, e.getMessage(), containsString("Nothing was changed."));
      assertContent(shop, table, OLD);
    }
    StoreRun.of(shop.byRow(table), SCOPE, 3).run(NEW).receiptOrThrow();
    assertContent(shop, table, NEW);
    return connections.metFault();
  }

  private static void assertContent(Shop shop, String table, List<Row> expected) {
    assertThat(Orders.text(shop.rows(table)), equalTo(Orders.text(expected)));
  }
}
