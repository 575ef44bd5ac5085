package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;

/** A table that was found and checked, and all that is needed to write rows of a layout to it. */
record OpenTable(
    UpsertSpec spec,
    RowLayout layout,
    JdbcDialect dialect,
    TargetTable table,
    TableStatements statements) {

  /**
   * Opens a table for writing.
   *
   * @throws io.refrain.core.RefrainException if the table is not there, or the rows do not fit it
   */
  static OpenTable open(UpsertSpec spec, RowLayout layout, Connections connections) {
    JdbcDialect dialect = spec.dialect();
    TargetTable table = new TableOpener(spec, layout, dialect).open(connections);
    long timeout = spec.connection().limits().statementTimeout().toSeconds();
    return new OpenTable(
        spec,
        layout,
        dialect,
        table,
        new TableStatements(dialect, layout, table, Math.toIntExact(timeout)));
  }

  RowKey key() {
    return spec.latestBy().key(layout);
  }

  RowOrder order() {
    return spec.latestBy().order(layout);
  }

  /** What upserts one batch. */
  BatchTransaction transaction() {
    return new BatchTransaction(layout, key(), order(), statements);
  }
}
