package io.refrain.jdbc.table;

import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.StoredTable.UniqueIndex;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a database says of a table, by what JDBC has for it. */
public final class TableReader {
  private final JdbcDialect dialect;
  private final Connection connection;
  private final DatabaseMetaData meta;

  public TableReader(JdbcDialect dialect, Connection connection) throws SQLException {
    this.dialect = dialect;
    this.connection = connection;
    this.meta = connection.getMetaData();
  }

  /**
   * A table by its name: exactly if there is one of that name, otherwise in any case if only one
   * fits. A name without a schema is looked for in the connection's own.
   */
  public Optional<StoredTable> find(TableName name) throws SQLException {
    String schema = schemaOf(name);
    Optional<String> table = match(name.table(), tables(schema));
    if (table.isEmpty()) {
      return Optional.empty();
    }
    List<Column> columns = columns(schema, table.get());
    return Optional.of(
        new StoredTable(schema, table.get(), columns, indexes(schema, table.get(), columns)));
  }

  /** The names of the tables where a name would be looked for. */
  public List<String> tablesBeside(TableName name) throws SQLException {
    return tables(schemaOf(name));
  }

  /** The schema that a name means: as it is stored if it exists, as it was given otherwise. */
  public String schemaOf(TableName name) throws SQLException {
    if (name.schema() == null) {
      String current = connection.getSchema();
      return current == null ? "" : current;
    }
    List<String> schemas = new ArrayList<>();
    try (ResultSet rows = meta.getSchemas()) {
      while (rows.next()) {
        schemas.add(rows.getString("TABLE_SCHEM"));
      }
    }
    return match(name.schema(), schemas).orElse(name.schema().text());
  }

  /** How the database folds names that are not quoted. */
  public TableDdl.Folding folding() throws SQLException {
    if (meta.storesUpperCaseIdentifiers()) {
      return TableDdl.Folding.UPPER;
    }
    return meta.storesLowerCaseIdentifiers() ? TableDdl.Folding.LOWER : TableDdl.Folding.NONE;
  }

  /** The one of some names that a part means: exactly, or in any case if only one fits. */
  public static Optional<String> match(TableName.Part part, List<String> names) {
    if (names.contains(part.text())) {
      return Optional.of(part.text());
    }
    if (part.quoted()) {
      return Optional.empty();
    }
    List<String> similar =
        names.stream().filter(n -> lower(n).equals(lower(part.text()))).distinct().toList();
    return similar.size() == 1 ? Optional.of(similar.get(0)) : Optional.empty();
  }

  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private List<String> tables(String schema) throws SQLException {
    List<String> names = new ArrayList<>();
    String[] types = {"TABLE", "BASE TABLE", "PARTITIONED TABLE", "FOREIGN TABLE", "VIEW"};
    try (ResultSet rows = meta.getTables(connection.getCatalog(), pattern(schema), "%", types)) {
      while (rows.next()) {
        if (schema.isEmpty() || schema.equals(rows.getString("TABLE_SCHEM"))) {
          names.add(rows.getString("TABLE_NAME"));
        }
      }
    }
    return names;
  }

  private List<Column> columns(String schema, String table) throws SQLException {
    Optional<String> query = dialect.columnsQuery();
    if (query.isPresent()) {
      return own(query.get(), schema, table, this::columns);
    }
    try (ResultSet rows =
        meta.getColumns(connection.getCatalog(), pattern(schema), pattern(table), "%")) {
      return columns(rows, table);
    }
  }

  // In the order of JDBC: a driver may stream some of them.
  private List<Column> columns(ResultSet rows, String table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    while (rows.next()) {
      // The pattern may match more than it says where a driver does not know escapes.
      if (rows.getString("TABLE_NAME").equals(table)) {
        String name = rows.getString("COLUMN_NAME");
        String typeName = rows.getString("TYPE_NAME");
        int size = rows.getInt("COLUMN_SIZE");
        int digits = rows.getInt("DECIMAL_DIGITS");
        boolean nullable = rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls;
        boolean hasDefault = rows.getString("COLUMN_DEF") != null;
        boolean autoIncrement = "YES".equals(rows.getString("IS_AUTOINCREMENT"));
        boolean generated = "YES".equals(rows.getString("IS_GENERATEDCOLUMN"));
        columns.add(
            new Column(
                name,
                dialect.storedType(typeName, size, digits),
                nullable,
                hasDefault || autoIncrement || generated,
                generated));
      }
    }
    return columns;
  }

  private interface Reading<T> {
    T of(ResultSet rows, String table) throws SQLException;
  }

  private <T> T own(String query, String schema, String table, Reading<T> reading)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, schema);
      statement.setString(2, table);
      try (ResultSet rows = statement.executeQuery()) {
        return reading.of(rows, table);
      }
    }
  }

  /**
   * The foreign keys by which a delete from a table changes rows of others, each named for a
   * person.
   */
  public List<String> cascades(StoredTable table) throws SQLException {
    List<String> cascades = new ArrayList<>();
    String schema = table.schema().isEmpty() ? null : table.schema();
    try (ResultSet rows = meta.getExportedKeys(connection.getCatalog(), schema, table.name())) {
      while (rows.next()) {
        String rule =
            switch (rows.getShort("DELETE_RULE")) {
              case DatabaseMetaData.importedKeyCascade -> "ON DELETE CASCADE";
              case DatabaseMetaData.importedKeySetNull -> "ON DELETE SET NULL";
              case DatabaseMetaData.importedKeySetDefault -> "ON DELETE SET DEFAULT";
              default -> null;
            };
        if (rule != null && rows.getShort("KEY_SEQ") == 1) {
          cascades.add(
              rows.getString("FKTABLE_NAME") + "." + rows.getString("FK_NAME") + " " + rule);
        }
      }
    }
    return cascades;
  }

  /** Partial indexes, and those over expressions, do not make a key and are left out. */
  private List<UniqueIndex> indexes(String schema, String table, List<Column> of)
      throws SQLException {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    Set<String> unfit = new LinkedHashSet<>();
    Optional<String> query = dialect.uniqueIndexesQuery();
    if (query.isPresent()) {
      own(
          query.get(),
          schema,
          table,
          (rows, name) -> {
            while (rows.next()) {
              addIndexed(rows, of, columns, unfit);
            }
            return columns;
          });
    } else {
      driverIndexes(schema, table, of, columns, unfit);
    }
    return columns.entrySet().stream()
        .filter(e -> !unfit.contains(e.getKey()))
        .map(e -> new UniqueIndex(e.getKey(), e.getValue()))
        .toList();
  }

  private void driverIndexes(
      String schema,
      String table,
      List<Column> of,
      Map<String, Set<String>> columns,
      Set<String> unfit)
      throws SQLException {
    try (ResultSet rows =
        meta.getIndexInfo(
            connection.getCatalog(), schema.isEmpty() ? null : schema, table, true, true)) {
      while (rows.next()) {
        if (rows.getShort("TYPE") == DatabaseMetaData.tableIndexStatistic) {
          continue;
        }
        addIndexed(rows, of, columns, unfit);
        if (rows.getString("FILTER_CONDITION") != null) {
          unfit.add(rows.getString("INDEX_NAME"));
        }
      }
    }
  }

  private static void addIndexed(
      ResultSet rows, List<Column> of, Map<String, Set<String>> columns, Set<String> unfit)
      throws SQLException {
    String index = rows.getString("INDEX_NAME");
    String column = rows.getString("COLUMN_NAME");
    Optional<String> plain = plainColumn(column, of);
    columns.computeIfAbsent(index, i -> new LinkedHashSet<>()).add(plain.orElse(column));
    if (plain.isEmpty()) {
      unfit.add(index);
    }
  }

  // PostgreSQL's driver leaves the quotes inside a name doubled here; an expression is no name at
  // all.
  static Optional<String> plainColumn(String indexed, List<Column> of) {
    if (indexed == null) {
      return Optional.empty();
    }
    List<String> names = of.stream().map(Column::name).toList();
    String unescaped = indexed.replace("\"\"", "\"");
    return names.contains(indexed)
        ? Optional.of(indexed)
        : Optional.of(unescaped).filter(names::contains);
  }

  String pattern(String name) throws SQLException {
    if (name.isEmpty()) {
      return null;
    }
    String escape = meta.getSearchStringEscape();
    return name.replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }
}
