package io.refrain.jdbc.upsert;

import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.staging.Transactions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier runs left beside a table: rows that were staged and never merged, old marks. */
final class Leftovers {
  /** Longer than any run takes from staging its first row to its merge. */
  static final Duration SAFE_AGE = Duration.ofDays(1);

  /**
   * Workers write the marks by their own clocks, so this is much longer than the safe age: what a
   * merge staged is gone by then, and it cannot be tried again.
   */
  static final Duration MARK_AGE = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final UpsertTable table;
  private final MergeMarks marks;
  private final Transactions transactions;

  Leftovers(UpsertTable table, MergeMarks marks, Connections connections, Retries retries) {
    this.table = table;
    this.marks = marks;
    this.transactions = new Transactions(table.dialect(), connections, retries);
  }

  /**
   * Removes them. A merge is in effect when this is called: nothing may fail it now, and what
   * cannot be removed is left to the next one.
   *
   * @param age of the staging tables to be dropped, whatever table of the schema they are of
   */
  void clearUp(Duration age) {
    try {
      new Stages(table.dialect(), table.table().schema(), transactions).sweep(age);
      long oldest = Instant.now().minus(MARK_AGE).toEpochMilli();
      transactions.once(connection -> marks.forget(connection, oldest));
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.warn(
          "Merged into {}; what earlier runs left there is left to a later run",
          table.spec().target(),
          e);
    }
  }
}
