package io.refrain.jdbc.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.refrain.core.Count;
import io.refrain.jdbc.ConnectionPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Atomic merges on DuckDB in a file. */
final class DuckDbAtomicTest extends AtomicContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return DuckDbDatabase.in(directory);
  }

  /** Without savepoints the transaction is begun anew to find it. */
  @Test
  void rowsThatAreAtFaultTogetherOrAloneAreFound() throws Exception {
    db.run(
        "CREATE UNIQUE INDEX one_product ON orders (product)",
        "INSERT INTO orders VALUES (100, 'taken', 1, TIMESTAMP WITH TIME ZONE '2024-01-01"
            + " 00:00:00+00')");
    List<Row> rows = new ArrayList<>(Orders.orders(40, 1, 0));
    rows.set(3, Orders.order(4, "product 1", 1, 0));
    rows.set(20, Orders.order(21, "taken", 1, 0));
    rows.set(33, Orders.order(34, "too many", 1000, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run =
          new AtomicRun(db.spec("orders", List.of("order_id"), List.of("updated_at"), 7))
              .stage(pool, rows)
              .merge(pool, new UUID(1, 2), 100);

      assertThat(run.rejected(), hasSize(3));
      assertThat(run.counts().get(Count.INSERTED), is(37L));
    }
    assertThat(db.query("SELECT COUNT(*) FROM orders WHERE order_id IN (21, 34)"), contains("0"));
    assertThat(db.query("SELECT COUNT(*) FROM orders WHERE order_id IN (1, 4)"), contains("1"));
  }

  @Override
  protected List<String> stagingTables() throws Exception {
    return db.query(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'refrain_stage%' AND table_name <> 'refrain_stages'");
  }
}
