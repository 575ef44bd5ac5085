package io.refrain.jdbc.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.ConnectionPool;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Atomic merges on DuckDB in a file. */
final class DuckDbAtomicTest extends AtomicContract {
  @TempDir Path directory;

  @Override
  protected Database freshDatabase() {
    return DuckDbDatabase.in(directory);
  }

  /** Without savepoints the row cannot be set aside: said, and nothing is changed. */
  @Test
  @Override
  void aViolatedConstraintRejectsItsRowAlone() throws Exception {
    db.upsert("orders", Orders.orders(2, 1, 0));
    try (ConnectionPool pool = ConnectionPool.acquire(db.connection)) {
      AtomicRun run =
          new AtomicRun(db.spec("orders", List.of("order_id"), List.of("updated_at"), 7))
              .stage(pool, List.of(Orders.order(1, "new", 2, 60), Orders.order(9, "x", 1000, 0)));

      RefrainException e =
          assertThrows(RefrainException.class, () -> run.merge(pool, new UUID(1, 2), 100));

      assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
      assertThat(
          e.getMessage(),
          allOf(
              startsWith("Cannot merge into orders at jdbc:duckdb:"),
              containsString(": a row is at fault: Constraint Error: CHECK constraint failed"),
              endsWith(
                  "DuckDB has no savepoints, so the row cannot be set aside from the others. Nothing"
                      + " was changed. Mend the input, or upsert in batches, which reject such rows"
                      + " alone.")));
    }
    assertThat(
        db.query("SELECT order_id, quantity FROM orders ORDER BY order_id"),
        contains("1|1", "2|1"));
  }

  @Override
  protected List<String> stagingTables() throws Exception {
    return db.query(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'refrain_stage%' AND table_name <> 'refrain_stages'");
  }
}
