package io.refrain.jdbc.upsert;

import io.refrain.core.blocks.LatestBy;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableName;
import java.io.Serializable;

/** What a worker needs to know to upsert rows of one layout. */
public record UpsertSpec(
    JdbcConnection connection, TableName table, LatestBy latestBy, Limits limits)
    implements Serializable {

  /**
   * How much at once.
   *
   * @param batchRows the most rows of one transaction
   * @param batchBytes the most bytes of encoded rows of one transaction; one row may exceed it
   * @param createTable whether a table that is not there is made
   */
  public record Limits(int batchRows, int batchBytes, boolean createTable)
      implements Serializable {}

  public JdbcDialect dialect() {
    return Dialects.of(connection.url(), connection.name());
  }

  /** The table and where it is, for messages. */
  public String target() {
    return table + " at " + connection.name();
  }
}
