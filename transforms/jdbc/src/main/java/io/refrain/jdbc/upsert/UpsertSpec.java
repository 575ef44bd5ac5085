package io.refrain.jdbc.upsert;

import io.refrain.core.blocks.LatestBy;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableName;
import java.io.Serializable;

/** What a worker needs to know to upsert rows of one layout. */
public record UpsertSpec(
    JdbcConnection connection, TableName table, LatestBy latestBy, Limits limits, Changes changes)
    implements Serializable {

  /** Of rows that are upserts, all of them. */
  public UpsertSpec(JdbcConnection connection, TableName table, LatestBy latestBy, Limits limits) {
    this(connection, table, latestBy, limits, Changes.NONE);
  }

  /**
   * How much at once.
   *
   * @param batchRows the most rows of one transaction
   * @param batchBytes the most bytes of encoded rows of one transaction; one row may exceed it
   * @param createTable whether a table that is not there is made
   */
  public record Limits(int batchRows, int batchBytes, boolean createTable)
      implements Serializable {}

  public UpsertSpec with(TableName newTable) {
    return new UpsertSpec(connection, newTable, latestBy, limits, changes);
  }

  public UpsertSpec with(LatestBy newLatestBy) {
    return new UpsertSpec(connection, table, newLatestBy, limits, changes);
  }

  public UpsertSpec with(Limits newLimits) {
    return new UpsertSpec(connection, table, latestBy, newLimits, changes);
  }

  public UpsertSpec with(Changes newChanges) {
    return new UpsertSpec(connection, table, latestBy, limits, newChanges);
  }

  public JdbcDialect dialect() {
    return Dialects.of(connection.url(), connection.name());
  }

  /** The table and where it is, for messages. */
  public String target() {
    return table + " at " + connection.name();
  }
}
