package io.refrain.jdbc.dedup;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.table.TableName;
import java.util.List;

/**
 * Removes the duplicates of a key that are stored already, in one transaction: of each key the
 * newest row stays.
 *
 * <p>Readers see all rows of before, or one for each key. A crash leaves the one or the other; run
 * again, it removes what is left, and a second run finds nothing. Rows that stay keep all they
 * have, numbers given by the database as well, where the rows of a table can be told apart: by the
 * database's own row numbers, or by a unique index over columns that are not null. Otherwise the
 * rows that stay are deleted with the others and inserted again, in the same transaction.
 *
 * <p><b>Which row stays.</b> The version columns decide in the order given, a null being older than
 * anything; then the canonical encoding of the whole row, columns in the order of the table. That
 * is decided in this process, the same way on every database. Of rows that are the same in all
 * columns one stays. Rows with a null key are counted and left alone.
 *
 * <p><b>Other writers.</b> Where the database has a lock for it they wait until the transaction has
 * ended (PostgreSQL: SHARE ROW EXCLUSIVE; readers go on. SQLite: whoever writes has the file).
 * Elsewhere the rows are locked as they are read (MariaDB, MySQL, H2), and what somebody inserts
 * meanwhile stays, be it a duplicate: run again. A row written meanwhile is never lost. DuckDB
 * locks nothing: there a row that somebody else in the same process updates, after it was read as a
 * duplicate, goes with what was read; nobody else should update the table meanwhile. To keep
 * further duplicates out, make a unique index afterwards.
 *
 * <p><b>Limits.</b> Two rows are held in memory, whatever the table's size; what is to go is put
 * aside in a temporary file of this machine. The transaction is as long as the deletes take.
 *
 * <p><b>Errors.</b> {@link RefrainException} if there is no such table, if deleting would reach
 * other tables or fire triggers and that was not allowed, if what is a duplicate cannot be told
 * exactly (key columns of floating point, or of a collation that ignores case), or if the database
 * fails; {@link IllegalArgumentException} for a column that is not there. The message says whether
 * anything was changed.
 *
 * <pre>{@code
 * TableDedup dedup =
 *     TableDedup.of(JdbcConnection.of("jdbc:postgresql://db.example.com/shop"), "orders")
 *         .byKey("order_id")
 *         .latestBy("updated_at");
 * DedupReceipt plan = dedup.plan();
 * DedupReceipt done = dedup.run();
 * }</pre>
 */
public final class TableDedup {
  private final DedupSpec spec;

  private TableDedup(DedupSpec spec) {
    this.spec = spec;
  }

  /**
   * For a table.
   *
   * @param table its name, with its schema if it needs one
   */
  public static TableDedup of(JdbcConnection connection, String table) {
    return new TableDedup(
        new DedupSpec(connection, TableName.parse(table), List.of(), List.of(), false));
  }

  /** The columns of which there is to be one row for each combination of values. */
  public TableDedup byKey(String... columns) {
    return with(List.of(columns), spec.versions(), spec.allowSideEffects());
  }

  /** The columns that say what is newer, the first deciding first. */
  public TableDedup latestBy(String... columns) {
    return with(spec.keys(), List.of(columns), spec.allowSideEffects());
  }

  /** Deletes rows even where foreign keys or triggers then change other tables. */
  public TableDedup allowSideEffects() {
    return with(spec.keys(), spec.versions(), true);
  }

  private TableDedup with(List<String> keys, List<String> versions, boolean allowSideEffects) {
    return new TableDedup(
        new DedupSpec(spec.connection(), spec.table(), keys, versions, allowSideEffects));
  }

  /** What {@link #run} would do. Changes nothing and locks nothing. */
  public DedupReceipt plan() {
    return run(true);
  }

  /** Removes them. */
  public DedupReceipt run() {
    return run(false);
  }

  private DedupReceipt run(boolean plan) {
    if (spec.keys().isEmpty()) {
      throw new IllegalArgumentException(
          "Duplicates of which key? Name its columns: byKey(\"order_id\").");
    }
    if (spec.versions().isEmpty()) {
      throw new IllegalArgumentException(
          "Which of them is the newest? Name the version columns: latestBy(\"updated_at\").");
    }
    try (ConnectionPool pool = ConnectionPool.acquire(spec.connection())) {
      return new DedupRun(
              Dialects.of(spec.connection().url(), spec.connection().name()),
              spec,
              pool,
              Retries.DEFAULT)
          .run(plan);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefrainException(
          Kind.UNKNOWN,
          "Removing duplicates from "
              + spec.target()
              + " was interrupted. Run again: it removes what is left.",
          e);
    }
  }
}
