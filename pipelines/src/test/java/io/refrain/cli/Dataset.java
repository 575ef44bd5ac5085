package io.refrain.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory of Parquet files, seen from outside: by its files, and by DuckDB. */
final class Dataset {
  private static Connection duckDb;

  private final Path root;

  Dataset(Path root) {
    this.root = root;
  }

  /** The rows, as DuckDB reads them, {@code id|day|v|note} and sorted. */
  List<String> rows() throws SQLException {
    return rows("id, day, v, note");
  }

  /** These columns of the rows, joined by a bar and sorted; partition columns are text. */
  List<String> rows(String columns) throws SQLException {
    return rows(columns, null);
  }

  /** These columns of the rows, grouped by some of them unless that is null. */
  List<String> rows(String columns, String groupBy) throws SQLException {
    if (!hasParquet()) {
      return List.of();
    }
    return query(
            "SELECT "
                + columns
                + " FROM read_parquet('"
                + root.toString().replace("'", "''")
                + "/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
                + (groupBy == null ? "" : " GROUP BY " + groupBy))
        .stream()
        .sorted()
        .toList();
  }

  private boolean hasParquet() {
    try {
      return contents().keySet().stream().anyMatch(name -> name.endsWith(".parquet"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Every file with a digest of its bytes, but for what lies in the staging area: that is
   * invisible, and cleared away later.
   */
  Map<String, String> contents() throws IOException {
    Map<String, String> digests = new TreeMap<>();
    if (!Files.isDirectory(root)) {
      return digests;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (!name.startsWith("_refrain/staging/")) {
          digests.put(name, digest(file));
        }
      }
    }
    return digests;
  }

  static String digest(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static synchronized List<String> query(String sql) throws SQLException {
    if (duckDb == null) {
      duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }
    return query(duckDb, sql);
  }

  /** Each row as its values, joined by a bar. */
  static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> out = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return out;
      }
      ResultSet rows = statement.getResultSet();
      while (rows.next()) {
        StringJoiner line = new StringJoiner("|");
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.add(String.valueOf(rows.getObject(i)));
        }
        out.add(line.toString());
      }
      return out;
    }
  }
}
