package io.refrain.jdbc.mysql;

import io.refrain.jdbc.dialect.RowLoader;
import java.util.Map;

/**
 * MySQL, through its own driver; see {@link MySqlFamily}.
 *
 * <p>{@code createTable} gives UUIDs a CHAR(36), as MySQL has no type for them.
 */
public final class MySqlDialect extends MySqlFamily {
  @Override
  public String name() {
    return "MySQL";
  }

  @Override
  public boolean accepts(String url) {
    return url.startsWith("jdbc:mysql:");
  }

  @Override
  String byteCollation() {
    return "utf8mb4_0900_bin";
  }

  @Override
  int timeLength() {
    return "23:59:59".length();
  }

  @Override
  public RowLoader loader() {
    return new LoadDataLoader(
        this,
        "MySQL Connector/J",
        (statement, file) ->
            statement
                .unwrap(com.mysql.cj.jdbc.JdbcStatement.class)
                .setLocalInfileInputStream(file));
  }

  @Override
  public Map<String, String> driverProperties() {
    return Map.of(
        "allowLoadLocalInfile", "true",
        "rewriteBatchedStatements", "true",
        "databaseTerm", "SCHEMA",
        "tinyInt1isBit", "true",
        "transformedBitIsBoolean", "true",
        "useAffectedRows", "false");
  }
}
