package io.refrain.jdbc.scratch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A database in the process: how its whole structure is read, and where a copy of it goes. */
enum EmbeddedDatabase {
  H2 {
    @Override
    boolean isThere(String url) {
      // Asked for when connecting: H2 alone knows where its files are.
      return true;
    }

    @Override
    String toRead(String url) {
      String upper = url.toUpperCase(Locale.ROOT);
      boolean isFile =
          !upper.startsWith("JDBC:H2:MEM:")
              && !upper.startsWith("JDBC:H2:TCP:")
              && !upper.startsWith("JDBC:H2:SSL:")
              && !upper.startsWith("JDBC:H2:ZIP:");
      String more = upper.contains("IFEXISTS=") ? "" : ";IFEXISTS=TRUE";
      boolean canBeReadOnly =
          isFile && !upper.contains("AUTO_SERVER") && !upper.contains("MODE_DATA");
      return url + more + (canBeReadOnly ? ";ACCESS_MODE_DATA=r" : "");
    }

    @Override
    boolean saysNotThere(SQLException e) {
      return H2_NOT_FOUND.contains(e.getErrorCode());
    }

    @Override
    List<String> structure(Connection connection) throws SQLException {
      return texts(connection, "SCRIPT NODATA NOPASSWORDS").stream()
          .map(sql -> sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql)
          .filter(sql -> !sql.startsWith("--") && !sql.startsWith("GRANT"))
          .toList();
    }

    @Override
    String copy(String url, Path directory, String name) {
      String kept =
          Arrays.stream(url.split(";", -1))
              .skip(1)
              .filter(s -> H2_KEPT.contains(s.split("=", 2)[0].trim().toUpperCase(Locale.ROOT)))
              .map(s -> ";" + s)
              .collect(Collectors.joining());
      return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1" + kept;
    }

    @Override
    String toFill(String copy) {
      return copy.replaceAll("(?i);SCHEMA=[^;]*", "");
    }

    @Override
    List<String> drop() {
      return List.of("SHUTDOWN");
    }
  },

  SQLITE {
    @Override
    boolean isThere(String url) {
      return exists(url, "jdbc:sqlite:");
    }

    @Override
    String toRead(String url) {
      return url;
    }

    @Override
    List<String> structure(Connection connection) throws SQLException {
      return texts(
          connection,
          "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE"
              + " '\\' ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2"
              + " ELSE 3 END, rowid");
    }

    @Override
    String copy(String url, Path directory, String name) {
      return "jdbc:sqlite:" + directory.resolve(name + ".db") + after(url, '?');
    }
  },

  DUCKDB {
    @Override
    boolean isThere(String url) {
      return exists(url, "jdbc:duckdb:");
    }

    @Override
    String toRead(String url) {
      return url;
    }

    @Override
    List<String> structure(Connection connection) throws SQLException {
      String here = " WHERE NOT internal AND database_name = current_database()";
      List<String> all = new ArrayList<>();
      all.addAll(
          texts(
              connection,
              "SELECT 'CREATE SCHEMA IF NOT EXISTS \"' || replace(schema_name, '\"', '\"\"') || '\"'"
                  + " FROM duckdb_schemas()"
                  + here));
      all.addAll(
          texts(
              connection,
              "SELECT sql FROM duckdb_sequences() WHERE NOT temporary AND database_name ="
                  + " current_database()"));
      all.addAll(texts(connection, "SELECT sql FROM duckdb_tables()" + here));
      all.addAll(
          texts(
              connection,
              "SELECT sql FROM duckdb_indexes() WHERE sql IS NOT NULL AND database_name ="
                  + " current_database()"));
      all.addAll(texts(connection, "SELECT sql FROM duckdb_views()" + here));
      return all;
    }

    @Override
    String copy(String url, Path directory, String name) {
      return "jdbc:duckdb:" + directory.resolve(name + ".duckdb") + after(url, ';');
    }
  };

  // DATABASE_NOT_FOUND_WITH_IF_EXISTS_1, REMOTE_DATABASE_NOT_FOUND_1
  private static final Set<Integer> H2_NOT_FOUND = Set.of(90146, 90149);
  private static final Set<String> H2_KEPT =
      Set.of(
          "MODE",
          "DATABASE_TO_UPPER",
          "DATABASE_TO_LOWER",
          "CASE_INSENSITIVE_IDENTIFIERS",
          "IGNORECASE",
          "NON_KEYWORDS",
          "DEFAULT_NULL_ORDERING",
          "TIME ZONE",
          "SCHEMA");

  /** Whether there is a database at all, so that to connect does not make one. */
  abstract boolean isThere(String url);

  /** The URL to read the structure by, with as little right to change anything as can be had. */
  abstract String toRead(String url);

  /** Whether a failure to connect says that there is no database. */
  boolean saysNotThere(SQLException e) {
    return false;
  }

  /** The statements that make all that is there, without its rows. */
  abstract List<String> structure(Connection connection) throws SQLException;

  /** The URL of a copy. */
  abstract String copy(String url, Path directory, String name);

  /** The URL by which a copy gets its structure. */
  String toFill(String copy) {
    return copy;
  }

  /** What removes a copy, where that is more than a file. */
  List<String> drop() {
    return List.of();
  }

  private static boolean exists(String url, String prefix) {
    String path = url.substring(prefix.length()).split("[?;]", 2)[0].replaceFirst("^file:", "");
    return !path.isEmpty() && !path.startsWith(":") && Files.exists(Path.of(path));
  }

  private static String after(String url, char mark) {
    int at = url.indexOf(mark);
    return at < 0 ? "" : url.substring(at);
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1).strip());
      }
      return texts;
    }
  }
}
