package io.refrain.jdbc.replace;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableName;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a worker needs to know to replace rows of a table. */
public record ReplaceSpec(
    JdbcConnection connection, TableName table, List<String> partitionColumns, Options options)
    implements Serializable {

  public ReplaceSpec {
    partitionColumns = new ArrayList<>(partitionColumns);
  }

  /**
   * What was asked for besides.
   *
   * @param createTable whether a table that is not there is made
   * @param primaryKey its key, then; may be empty
   * @param safeAge how old what was staged must be to be removed
   */
  public record Options(boolean createTable, List<String> primaryKey, Duration safeAge)
      implements Serializable {
    public Options {
      primaryKey = new ArrayList<>(primaryKey);
    }
  }

  public JdbcDialect dialect() {
    return Dialects.of(connection.url(), connection.name());
  }

  /** The table and where it is, for messages. */
  public String target() {
    return table + " at " + connection.name();
  }

  int timeoutSeconds() {
    return Math.toIntExact(connection.limits().statementTimeout().toSeconds());
  }
}
