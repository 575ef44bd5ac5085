package io.refrain.jdbc;

import io.refrain.core.blocks.LatestBy;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.io.Serializable;

/** What a worker needs to know to upsert rows of one layout. */
record UpsertSpec(JdbcConnection connection, TableName table, LatestBy latestBy, Limits limits)
    implements Serializable {

  /**
   * How much at once.
   *
   * @param batchRows the most rows of one transaction
   * @param batchBytes the most bytes of encoded rows of one transaction; one row may exceed it
   * @param createTable whether a table that is not there is made
   */
  record Limits(int batchRows, int batchBytes, boolean createTable) implements Serializable {}

  JdbcDialect dialect() {
    return Dialects.of(connection.url(), connection.name());
  }

  /** The table and where it is, for messages. */
  String target() {
    return table + " at " + connection.name();
  }
}
