package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.upsert.TableStatements.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Locks that keep transactions on the same keys from running at the same time, rows or no rows.
 *
 * <p>At READ COMMITTED one transaction could delete an absent key while another inserts an older
 * row of it; neither would see the other's work, and the deleted row would live. So each batch
 * first takes the locks of the buckets that its keys fall into, in order, by an UPDATE: that works
 * in every database, and where writers are not made to wait one of them fails and is tried again.
 * The bucket is the upper bits of the key's hash, as the shard is: writers of one run hardly ever
 * meet.
 */
final class BucketLocks {
  static final int BUCKETS = 256;
  private static final int MOST_ATTEMPTS = 5;
  private static final int SHIFT = Long.SIZE - 8;

  private final JdbcDialect dialect;
  private final TargetTable locks;
  private final String target;
  private final RowKey key;
  private final long[] ids;
  private final int timeoutSeconds;

  /**
   * @param key of the rows that are written
   * @param target the table they are written to
   */
  BucketLocks(
      JdbcDialect dialect, TargetTable locks, String target, RowKey key, int timeoutSeconds) {
    this.dialect = dialect;
    this.locks = locks;
    this.target = target;
    this.key = key;
    this.timeoutSeconds = timeoutSeconds;
    this.ids = IntStream.range(0, BUCKETS).mapToLong(b -> KeyDigest.number(target, b)).toArray();
  }

  /** Locks the buckets of a batch until the transaction ends. */
  void lock(Connection connection, Batch batch) throws SQLException {
    lock(
        connection,
        IntStream.range(0, batch.size())
            .mapToLong(i -> ids[(int) (key.hash(batch.row(i), 0) >>> SHIFT)]));
  }

  /** Locks the whole table, as far as batches go, until the transaction ends. */
  void lockAll(Connection connection) throws SQLException {
    lock(connection, Arrays.stream(ids));
  }

  private void lock(Connection connection, LongStream wanted) throws SQLException {
    String uses = dialect.quote(locks.columns().get(4).name());
    String update =
        "UPDATE "
            + name()
            + " SET "
            + uses
            + " = "
            + uses
            + " + 1 WHERE "
            + dialect.quote(locks.columns().get(0).name())
            + " = ?";
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setQueryTimeout(timeoutSeconds);
      for (long id : wanted.sorted().distinct().toArray()) {
        statement.setLong(1, id);
        statement.addBatch();
      }
      if (isAnyMissing(connection, statement.executeBatch())) {
        throw new RefrainException(
            Kind.REFUSED,
            "Somebody removed rows of "
                + target
                + " from "
                + DeleteTables.LOCKS
                + " while this run was at work. Without them a deleted row could come back. This"
                + " transaction changed nothing; batches that were committed before it are stored."
                + " Run again: they are made at the start.");
      }
    }
  }

  /** Some drivers send a batch at once, and are not told what each part of it did. */
  private boolean isAnyMissing(Connection connection, int[] updated) throws SQLException {
    return Arrays.stream(updated).anyMatch(n -> n == 0)
        || (Arrays.stream(updated).anyMatch(n -> n == Statement.SUCCESS_NO_INFO)
            && count(connection) < BUCKETS);
  }

  private String name() {
    return SqlText.tableName(locks, dialect::quote);
  }

  /** How many of the table's locks there are. */
  int count(Connection connection) throws SQLException {
    String select =
        "SELECT COUNT(*) FROM "
            + name()
            + " WHERE "
            + dialect.quote(locks.columns().get(1).name())
            + " = ?";
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setLong(1, KeyDigest.number(target, -1));
      try (java.sql.ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getInt(1) : 0;
      }
    }
  }

  /** Makes the locks that are not there, and commits. Several workers may try at once. */
  void create(Connection connection) throws SQLException {
    for (int attempt = 1; count(connection) < BUCKETS; attempt++) {
      try {
        insert(connection);
      } catch (SQLException e) {
        // Another worker was faster: all of its rows are there by now, or none.
        connection.rollback();
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void insert(Connection connection) throws SQLException {
    TableStatements statements =
        new TableStatements(dialect, DeleteTables.LOCK, locks, timeoutSeconds);
    RowWriter row = new RowWriter(DeleteTables.LOCK);
    List<byte[]> rows = new ArrayList<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      row.reset();
      row.setLong(0, ids[bucket]);
      row.setLong(1, KeyDigest.number(target, -1));
      row.setString(2, target);
      row.setLong(3, bucket);
      row.setLong(4, 0);
      rows.add(row.toBytes());
    }
    RowKey order = new RowKey(DeleteTables.LOCK, List.of("lock_id"));
    rows.sort(Comparator.comparing(r -> r, (a, b) -> order.compare(a, 0, b, 0)));
    Batch batch = Batch.ofSorted(rows.toArray(byte[][]::new), new long[BUCKETS]);
    int[] all = IntStream.range(0, BUCKETS).toArray();
    statements.write(connection, UpsertDecision.INSERT, batch, all, Place.WITHIN);
    connection.commit();
  }
}
