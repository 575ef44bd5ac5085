package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.ColumnReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the tombstones of a table that are older than their time to live, so many at most. The
 * age is by the clock of the database, which wrote them: no two clocks are compared.
 */
final class TombstonePurge {
  private static final Logger LOG = LoggerFactory.getLogger(TombstonePurge.class);
  private static final int MOST = 10_000;

  private final JdbcDialect dialect;
  private final TargetTable tombstones;
  private final TargetTable.Column deletedAt;
  private final TargetTable locks;
  private final TargetTable.Column askedAt;
  private final BucketLocks bucketLocks;
  private final String table;
  private final int timeoutSeconds;

  TombstonePurge(
      JdbcDialect dialect,
      DeleteTables side,
      BucketLocks bucketLocks,
      String table,
      int timeoutSeconds)
      throws SQLException {
    this.dialect = dialect;
    this.tombstones = side.tombstones();
    this.deletedAt = side.moment(DeleteTables.TOMBSTONES, "deleted_at");
    this.locks = side.locks();
    this.askedAt = side.moment(DeleteTables.LOCKS, "asked_at");
    this.bucketLocks = bucketLocks;
    this.table = table;
    this.timeoutSeconds = timeoutSeconds;
  }

  /**
   * Removes what is too old, in one transaction. If it fails nothing is lost: the next run does it.
   */
  void purge(Connection connection, Duration timeToLive) throws SQLException {
    try {
      long now = now(connection);
      connection.commit();
      long oldest = now - timeToLive.getMillis() * 1000;
      Object[] ids = expired(connection, oldest);
      if (ids.length > 0) {
        // Batches write tombstones in another order than this does.
        bucketLocks.lockAll(connection);
        delete(connection, ids, oldest);
      }
      connection.commit();
    } catch (SQLException e) {
      LOG.warn("Old tombstones of {} were not removed; the next run does it.", table, e);
      connection.rollback();
    }
  }

  private long now(Connection connection) throws SQLException {
    String lock = SqlText.tableName(locks, dialect::quote);
    String id = dialect.quote(locks.columns().get(0).name());
    String column = dialect.quote(askedAt.name());
    try (PreparedStatement ask =
        prepare(
            connection,
            "UPDATE "
                + lock
                + " SET "
                + column
                + " = "
                + dialect.currentTimestamp()
                + " WHERE "
                + id
                + " = ?")) {
      ask.setLong(1, KeyDigest.number(table, 0));
      ask.executeUpdate();
    }
    try (PreparedStatement answer =
        prepare(connection, "SELECT " + column + " FROM " + lock + " WHERE " + id + " = ?")) {
      answer.setLong(1, KeyDigest.number(table, 0));
      try (ResultSet result = answer.executeQuery()) {
        RowLayout layout = DeleteTables.moment();
        RowWriter row = new RowWriter(layout);
        if (!result.next()
            || !new ColumnReader(0, "asked_at", layout.type(0), askedAt.type())
                .read(result, 1, row)) {
          throw new SQLException("the database does not say what time it is");
        }
        return new RowCursor(layout).at(row.bytes(), 0, row.length()).getLong(0);
      }
    }
  }

  private Object[] expired(Connection connection, long oldest) throws SQLException {
    String select =
        "SELECT "
            + dialect.quote(tombstones.columns().get(0).name())
            + " FROM "
            + SqlText.tableName(tombstones, dialect::quote)
            + " WHERE "
            + dialect.quote(tombstones.columns().get(1).name())
            + " = ? AND "
            + dialect.quote(deletedAt.name())
            + " < "
            + dialect.placeholder(deletedAt);
    try (PreparedStatement statement = prepare(connection, select)) {
      statement.setMaxRows(MOST);
      statement.setLong(1, KeyDigest.number(table, -1));
      statement.setObject(2, moment(oldest));
      try (ResultSet result = statement.executeQuery()) {
        return ids(result);
      }
    }
  }

  /** The ids as statements bind them. */
  private Object[] ids(ResultSet result) throws SQLException {
    RowLayout layout = DeleteTables.TOMBSTONE;
    StoredType type = tombstones.columns().get(0).type();
    ColumnPort port =
        new ColumnPort(0, layout.name(0), layout.type(0), type, dialect.bindsAsText(type));
    RowWriter row = new RowWriter(layout);
    List<Object> ids = new ArrayList<>();
    while (result.next()) {
      row.reset();
      port.reader().read(result, 1, row);
      ids.add(port.get(new RowCursor(layout).at(row.bytes(), 0, row.length())));
    }
    return ids.toArray();
  }

  private void delete(Connection connection, Object[] ids, long oldest) throws SQLException {
    String delete =
        "DELETE FROM "
            + SqlText.tableName(tombstones, dialect::quote)
            + " WHERE "
            + dialect.quote(tombstones.columns().get(0).name())
            + " = "
            + dialect.placeholder(tombstones.columns().get(0))
            + " AND "
            + dialect.quote(deletedAt.name())
            + " < "
            + dialect.placeholder(deletedAt);
    try (PreparedStatement statement = prepare(connection, delete)) {
      Object moment = moment(oldest);
      for (Object id : ids) {
        statement.setObject(1, id);
        statement.setObject(2, moment);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private Object moment(long micros) {
    RowLayout layout = DeleteTables.moment();
    RowWriter row = new RowWriter(layout);
    row.setLong(0, micros);
    return new ColumnPort(
            0, "moment", layout.type(0), deletedAt.type(), dialect.bindsAsText(deletedAt.type()))
        .get(new RowCursor(layout).at(row.bytes(), 0, row.length()));
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(timeoutSeconds);
    return statement;
  }
}
