package io.refrain.jdbc.dedup;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.table.TableName;
import java.util.List;

/** Which duplicates of which table. */
record DedupSpec(
    JdbcConnection connection,
    TableName table,
    List<String> keys,
    List<String> versions,
    boolean allowSideEffects) {

  DedupSpec {
    keys = List.copyOf(keys);
    versions = List.copyOf(versions);
  }

  String target() {
    return table + " at " + connection.name();
  }

  int timeoutSeconds() {
    return Math.toIntExact(connection.limits().statementTimeout().toSeconds());
  }
}
