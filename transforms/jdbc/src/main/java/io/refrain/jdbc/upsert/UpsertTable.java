package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.UpsertDecision;
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
    return open(spec, dialect, layout, connections, false);
  }

  /**
   * Opens a table for a plan: nothing is made, be it the table or what stands beside it, and its
   * attempts write nothing.
   *
   * @param layout of the rows as they come
   * @throws RefrainException if the table is not there, or the rows do not fit it
   */
  static UpsertTable plan(
      UpsertSpec spec, JdbcDialect dialect, RowLayout layout, Connections connections) {
    if (!spec.limits().createTable()) {
      return open(spec, dialect, layout, connections, true);
    }
    checkThere(spec, dialect, connections);
    UpsertSpec.Limits limits = spec.limits();
    return open(
        spec.with(new UpsertSpec.Limits(limits.batchRows(), limits.batchBytes(), false)),
        dialect,
        layout,
        connections,
        true);
  }

  private static void checkThere(UpsertSpec spec, JdbcDialect dialect, Connections connections) {
    try (Connection connection = connections.borrow()) {
      boolean there = new TableReader(dialect, connection).find(spec.table()).isPresent();
      connection.rollback();
      if (!there) {
        throw new RefrainException(
            Kind.REFUSED,
            "There is no table "
                + spec.target()
                + " yet. A run would make it and insert the newest row of each key; a plan makes"
                + " nothing, so it cannot say more. Nothing was changed.");
      }
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot find out whether there is a table "
              + spec.target()
              + ": "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }

  private static UpsertTable open(
      UpsertSpec spec,
      JdbcDialect dialect,
      RowLayout layout,
      Connections connections,
      boolean plan) {
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
      BatchWriter.Attempt alone = plan ? PlanTransaction.of(transaction) : transaction;
      return new UpsertTable(spec, table, rows, statements, transaction, alone);
    }
    BatchWriter.Attempt attempt =
        plan
            ? planWithTombstones(spec, dialect, rows.layout(), table, transaction, connections)
            : withTombstones(spec, dialect, rows.layout(), table, transaction, connections);
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
    try (Connection connection = connections.borrow()) {
      DeleteTables side = new DeleteTables(dialect, connection, table, spec.target());
      if (!asked && (side.findLocks().isEmpty() || side.findTombstones().isEmpty())) {
        connection.rollback();
        return transaction;
      }
      TargetTable tombstones = side.tombstones();
      BucketLocks locks = locksOf(spec, dialect, side.locks(), table, written);
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
      return new TombstoneTransaction(
          transaction,
          locks,
          remembered(spec, dialect, written, table, tombstones),
          new RowOrder(written, spec.latestBy().versions()));
    } catch (SQLException e) {
      throw unknown(spec, e);
    }
  }

  /** The same, but tombstones that would be made are taken for none. */
  private static BatchWriter.Attempt planWithTombstones(
      UpsertSpec spec,
      JdbcDialect dialect,
      RowLayout written,
      TargetTable table,
      BatchTransaction transaction,
      Connections connections) {
    boolean asked = spec.changes().remember() instanceof Remember.Tombstones;
    try (Connection connection = connections.borrow()) {
      DeleteTables side = new DeleteTables(dialect, connection, table, spec.target());
      Optional<TargetTable> tombstones = side.findTombstones();
      Optional<TargetTable> locks = side.findLocks();
      boolean heeded =
          asked
              || (tombstones.isPresent()
                  && locks.isPresent()
                  && locksOf(spec, dialect, locks.get(), table, written).count(connection) > 0);
      connection.rollback();
      return heeded
          ? PlanTransaction.heeding(
              tombstones.map(found -> remembered(spec, dialect, written, table, found)),
              transaction,
              new RowOrder(written, spec.latestBy().versions()))
          : PlanTransaction.of(transaction);
    } catch (SQLException e) {
      throw unknown(spec, e);
    }
  }

  private static BucketLocks locksOf(
      UpsertSpec spec,
      JdbcDialect dialect,
      TargetTable locks,
      TargetTable table,
      RowLayout written) {
    return new BucketLocks(
        dialect, locks, table.name(), spec.latestBy().key(written), timeoutSeconds(spec));
  }

  private static Tombstones remembered(
      UpsertSpec spec,
      JdbcDialect dialect,
      RowLayout written,
      TargetTable table,
      TargetTable tombstones) {
    return new Tombstones(
        new TableStatements(dialect, DeleteTables.TOMBSTONE, tombstones, timeoutSeconds(spec)),
        table.name(),
        new KeyDigest(table.name(), written, spec.latestBy().key(written)),
        new VersionText(written, spec.latestBy().versions()));
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
    boolean heeding =
        attempt instanceof PlanTransaction plan ? plan.isHeeding() : attempt != transaction;
    if (heeding) {
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
