package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.staging.Transactions;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableReader;
import io.refrain.jdbc.upsert.Changes.Remember;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;

/**
 * A table that was found and checked, and how rows reach it.
 *
 * @param spec what was asked for
 * @param table as the database describes it
 * @param rows turns rows, as they come, into rows of the columns that are written
 * @param statements on the table
 * @param transaction writes one batch to the table alone
 * @param attempt writes one batch, heeding tombstones if there are any
 */
record UpsertTable(
    UpsertSpec spec,
    TargetTable table,
    WrittenRows rows,
    TableStatements statements,
    BatchTransaction transaction,
    BatchWriter.Attempt attempt) {

  /**
   * Opens a table for writing.
   *
   * @param layout of the rows as they come
   * @throws RefrainException if the table is not there, or the rows do not fit it
   */
  static UpsertTable open(UpsertSpec spec, RowLayout layout, Connections connections) {
    return open(spec, spec.dialect(), layout, connections);
  }

  /**
   * Opens a table for writing.
   *
   * @param layout of the rows as they come
   * @throws RefrainException if the table is not there, or the rows do not fit it
   */
  static UpsertTable open(
      UpsertSpec spec, JdbcDialect dialect, RowLayout layout, Connections connections) {
    boolean softly = spec.changes().remember() instanceof Remember.SoftDelete;
    WrittenRows rows = softly ? softly(spec, dialect, layout, connections) : plain(spec, layout);
    TargetTable table = new TableOpener(spec, rows.layout(), dialect).open(connections);
    TableStatements statements =
        new TableStatements(dialect, rows.layout(), table, timeoutSeconds(spec));
    RowKey key = spec.latestBy().key(rows.layout());
    RowOrder versions = new RowOrder(rows.layout(), spec.latestBy().versions());
    BatchTransaction transaction =
        new BatchTransaction(rows.layout(), key, rule(spec, rows.layout(), versions), statements);
    if (softly) {
      return new UpsertTable(spec, table, rows, statements, transaction, transaction);
    }
    BatchWriter.Attempt attempt =
        withTombstones(spec, dialect, rows.layout(), table, transaction, connections);
    return new UpsertTable(spec, table, rows, statements, transaction, attempt);
  }

  static int timeoutSeconds(UpsertSpec spec) {
    return Math.toIntExact(spec.connection().limits().statementTimeout().toSeconds());
  }

  private static UpsertDecision.Rule rule(UpsertSpec spec, RowLayout written, RowOrder versions) {
    if (spec.changes().remember() instanceof Remember.SoftDelete soft) {
      return new SoftDeletes(spec, written, soft.column()).rule(written);
    }
    return spec.changes().insertOnly()
        ? UpsertDecision::ofInsertOnly
        : (row, stored) -> UpsertDecision.of(versions, row, stored);
  }

  private static WrittenRows plain(UpsertSpec spec, RowLayout layout) {
    if (!spec.changes().marks(spec.latestBy())) {
      return WrittenRows.plain(layout);
    }
    List<Field> fields = new ArrayList<>(layout.schema().getFields());
    fields.remove(fields.size() - 1);
    return WrittenRows.withoutMark(layout, RowLayout.of(Schema.of(fields.toArray(Field[]::new))));
  }

  private static WrittenRows softly(
      UpsertSpec spec, JdbcDialect dialect, RowLayout marked, Connections connections) {
    Remember.SoftDelete soft = (Remember.SoftDelete) spec.changes().remember();
    try (Connection connection = connections.borrow()) {
      Optional<StoredTable> table = new TableReader(dialect, connection).find(spec.table());
      connection.rollback();
      return new SoftDeletes(spec, marked, soft.column()).rows(table);
    } catch (SQLException e) {
      throw unknown(spec, e);
    }
  }

  /**
   * Tombstones are made where they were asked for; where a table has them already every run heeds
   * them.
   */
  private static BatchWriter.Attempt withTombstones(
      UpsertSpec spec,
      JdbcDialect dialect,
      RowLayout written,
      TargetTable table,
      BatchTransaction transaction,
      Connections connections) {
    boolean asked = spec.changes().remember() instanceof Remember.Tombstones;
    int timeout = timeoutSeconds(spec);
    RowKey key = spec.latestBy().key(written);
    try (Connection connection = connections.borrow()) {
      DeleteTables side = new DeleteTables(dialect, connection, table, spec.target());
      if (!asked && (side.findLocks().isEmpty() || side.findTombstones().isEmpty())) {
        connection.rollback();
        return transaction;
      }
      TargetTable tombstones = side.tombstones();
      BucketLocks locks = new BucketLocks(dialect, side.locks(), table.name(), key, timeout);
      int there = locks.count(connection);
      if (there == 0 && !asked) {
        connection.rollback();
        return transaction;
      }
      if (there < BucketLocks.BUCKETS) {
        locks.create(connection);
      }
      connection.rollback();
      if (spec.changes().remember() instanceof Remember.Tombstones remember) {
        new TombstonePurge(dialect, side, locks, table.name(), timeout)
            .purge(connection, remember.timeToLive());
      }
      Tombstones remembered =
          new Tombstones(
              new TableStatements(dialect, DeleteTables.TOMBSTONE, tombstones, timeout),
              table.name(),
              new KeyDigest(table.name(), written, key),
              new VersionText(written, spec.latestBy().versions()));
      return new TombstoneTransaction(
          transaction, locks, remembered, new RowOrder(written, spec.latestBy().versions()));
    } catch (SQLException e) {
      throw unknown(spec, e);
    }
  }

  private static RefrainException unknown(UpsertSpec spec, SQLException e) {
    return new RefrainException(
        Kind.UNKNOWN,
        "Cannot find out what was deleted from "
            + spec.target()
            + ": "
            + e.getMessage()
            + ". No row was changed. Run again once the cause is mended.",
        e);
  }

  /** The layout of the rows that are written. */
  RowLayout layout() {
    return rows.layout();
  }

  /** The key, in rows that are written. */
  RowKey key() {
    return spec.latestBy().key(layout());
  }

  JdbcDialect dialect() {
    return spec.dialect();
  }

  /** The staging tables beside it. */
  Stages stages(Connections connections, Retries retries) {
    Transactions transactions = new Transactions(dialect(), connections, retries);
    return new Stages(dialect(), table.schema(), transactions);
  }

  /**
   * Refuses a table that remembers deletes by tombstones.
   *
   * @throws RefrainException if it does
   */
  UpsertTable withoutTombstones() {
    if (attempt != transaction) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot merge into "
              + spec.target()
              + " atomically: it remembers deletes by tombstones, which only batches heed. Nothing"
              + " was changed. Leave atomically() out, or use softDelete.");
    }
    return this;
  }
}
