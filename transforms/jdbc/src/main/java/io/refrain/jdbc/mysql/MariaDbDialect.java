package io.refrain.jdbc.mysql;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.TargetTable;
import java.util.Map;
import java.util.Optional;

/**
 * MariaDB, through its own driver; see {@link MySqlFamily}.
 *
 * <p>{@code createTable} gives UUIDs a column of type UUID.
 */
public final class MariaDbDialect extends MySqlFamily {
  @Override
  public String name() {
    return "MariaDB";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:mariadb:");
  }

  @Override
  public String columnType(ColumnType type) {
    return type.kind() == Kind.UUID ? "UUID" : super.columnType(type);
  }

  @Override
  String byteCollation() {
    return "utf8mb4_nopad_bin";
  }

  @Override
  int timeLength() {
    return "-838:59:59".length();
  }

  @Override
  public RowLoader loader() {
    return new LoadDataLoader(
        this,
        "MariaDB Connector/J",
        (statement, file) ->
            statement.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(file));
  }

  /**
   * Aria writes no undo log, which takes most of the time of filling a temporary table. But the
   * server never chooses a transaction as the victim of a deadlock that has written to a table
   * outside of transactions: the other one would die, whoever it is. So never within one.
   */
  @Override
  public Optional<String> createBeforehand(String name, TargetTable like) {
    return Optional.of(createTemporary(name, like, " ENGINE=Aria TRANSACTIONAL=0"));
  }

  @Override
  public Map<String, String> driverProperties() {
    return Map.of(
        "allowLocalInfile", "true",
        "useBulkStmts", "true",
        "useCatalogTerm", "SCHEMA",
        "tinyInt1isBit", "true",
        "transformedBitIsBoolean", "true",
        "useAffectedRows", "false");
  }
}
