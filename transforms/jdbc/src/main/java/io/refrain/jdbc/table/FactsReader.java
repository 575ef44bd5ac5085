package io.refrain.jdbc.table;

import io.refrain.jdbc.dialect.CatalogQueries;
import io.refrain.jdbc.dialect.Collations;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableFacts.ForeignKey;
import io.refrain.jdbc.table.TableFacts.OnDelete;
import io.refrain.jdbc.table.TableFacts.Trigger;
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

/**
 * Reads what surrounds a table: by JDBC where it has words for it, else by the dialect's queries.
 */
public final class FactsReader {
  private static final Set<String> HOLDING_ROWS =
      Set.of("TABLE", "BASE TABLE", "PARTITIONED TABLE");

  private final CatalogQueries queries;
  private final Optional<Collations> collations;
  private final Connection connection;
  private final TableReader reader;
  private final DatabaseMetaData meta;

  public FactsReader(JdbcDialect dialect, Connection connection) throws SQLException {
    this.queries = dialect.catalog();
    this.collations = dialect.collations();
    this.connection = connection;
    this.reader = new TableReader(dialect, connection);
    this.meta = connection.getMetaData();
  }

  public TableFacts read(StoredTable table) throws SQLException {
    List<String> unread = new ArrayList<>();
    List<Trigger> triggers =
        ask("triggers", queries.triggers(), table, unread).stream()
            .map(row -> new Trigger(row.get(0), row.get(1)))
            .toList();
    return new TableFacts(
        table,
        isPlain(table),
        numbered(table),
        names(ask("identity columns", queries.identitiesAlwaysGenerated(), table, unread)),
        unfitIndexes(table),
        names(ask("deferrable indexes", queries.deferrableIndexes(), table, unread)),
        triggers,
        queries.references().isPresent()
            ? foreignKeys(ask("references", queries.references(), table, unread))
            : foreignKeys(meta.getExportedKeys(catalog(), schema(table), table.name()), "FK"),
        queries.parents().isPresent()
            ? foreignKeys(ask("foreign keys", queries.parents(), table, unread))
            : foreignKeys(meta.getImportedKeys(catalog(), schema(table), table.name()), "PK"),
        collations.isPresent() ? byCollations(table) : inexactCollations(table, unread),
        names(ask("privileges", queries.missingPrivileges(), table, unread)),
        List.copyOf(names(ask("row policies", queries.rowPolicies(), table, unread))),
        unread);
  }

  /** The columns in which texts of different characters may be equal, and why. */
  public Map<String, String> inexactCollations(StoredTable table) throws SQLException {
    return inexactCollations(table, new ArrayList<>());
  }

  private Map<String, String> inexactCollations(StoredTable table, List<String> unread)
      throws SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    ask("collations", queries.inexactCollations(), table, unread)
        .forEach(row -> found.put(row.get(0), row.get(1)));
    return found;
  }

  private Map<String, String> byCollations(StoredTable table) throws SQLException {
    Collations known = collations.orElseThrow();
    Map<String, String> found = new LinkedHashMap<>();
    for (List<String> row : rows(known.query(), table)) {
      if (known.equality(row.get(1)) != Collations.Equality.OF_BYTES) {
        found.put(row.get(0), row.get(1));
      }
    }
    return found;
  }

  private boolean isPlain(StoredTable table) throws SQLException {
    try (ResultSet rows =
        meta.getTables(
            catalog(), reader.pattern(table.schema()), reader.pattern(table.name()), null)) {
      while (rows.next()) {
        if (table.name().equals(rows.getString("TABLE_NAME"))) {
          return HOLDING_ROWS.contains(rows.getString("TABLE_TYPE"));
        }
      }
    }
    return true;
  }

  private Map<String, String> numbered(StoredTable table) throws SQLException {
    Map<String, String> found = new LinkedHashMap<>();
    if (queries.numberedColumns().isPresent()) {
      ask("numbered columns", queries.numberedColumns(), table, new ArrayList<>())
          .forEach(row -> found.put(row.get(0), row.get(1)));
      return found;
    }
    try (ResultSet rows =
        meta.getColumns(
            catalog(), reader.pattern(table.schema()), reader.pattern(table.name()), "%")) {
      while (rows.next()) {
        String initial = rows.getString("COLUMN_DEF");
        String text = initial == null ? "" : initial.toLowerCase(Locale.ROOT);
        boolean sequence = text.contains("nextval") || text.contains("next value for");
        if (table.name().equals(rows.getString("TABLE_NAME"))
            && (sequence || "YES".equals(rows.getString("IS_AUTOINCREMENT")))) {
          found.put(rows.getString("COLUMN_NAME"), sequence ? "DEFAULT " + initial : "identity");
        }
      }
    }
    return found;
  }

  private List<String> unfitIndexes(StoredTable table) throws SQLException {
    if (queries.unfitIndexes().isPresent()) {
      return ask("indexes", queries.unfitIndexes(), table, new ArrayList<>()).stream()
          .map(row -> row.get(0) + " [" + row.get(1) + "]")
          .toList();
    }
    Set<String> fit = new LinkedHashSet<>();
    table.uniqueIndexes().forEach(i -> fit.add(i.name()));
    Map<String, String> found = new LinkedHashMap<>();
    try (ResultSet rows = meta.getIndexInfo(catalog(), schema(table), table.name(), true, true)) {
      while (rows.next()) {
        String index = rows.getString("INDEX_NAME");
        if (rows.getShort("TYPE") != DatabaseMetaData.tableIndexStatistic && !fit.contains(index)) {
          String filter = rows.getString("FILTER_CONDITION");
          String column = rows.getString("COLUMN_NAME");
          found.merge(
              index,
              (column == null ? "an expression" : column)
                  + (filter == null ? "" : " WHERE " + filter),
              (a, b) -> column == null ? a : column + ", " + a);
        }
      }
    }
    return found.entrySet().stream().map(e -> e.getKey() + " [" + e.getValue() + "]").toList();
  }

  private static List<ForeignKey> foreignKeys(ResultSet from, String other) throws SQLException {
    Map<String, ForeignKey> found = new LinkedHashMap<>();
    try (ResultSet rows = from) {
      while (rows.next()) {
        String schema = rows.getString(other + "TABLE_SCHEM");
        String table = rows.getString(other + "TABLE_NAME");
        String full = schema == null ? table : schema + "." + table;
        String name = String.valueOf(rows.getString("FK_NAME"));
        OnDelete onDelete =
            switch (rows.getShort("DELETE_RULE")) {
              case DatabaseMetaData.importedKeyCascade -> OnDelete.CASCADE;
              case DatabaseMetaData.importedKeySetNull -> OnDelete.SET_NULL;
              case DatabaseMetaData.importedKeySetDefault -> OnDelete.SET_DEFAULT;
              default -> OnDelete.REFUSED;
            };
        boolean deferrable =
            rows.getShort("DEFERRABILITY") != DatabaseMetaData.importedKeyNotDeferrable;
        found.put(full + "/" + name, new ForeignKey(name, full, onDelete, deferrable));
      }
    }
    return List.copyOf(found.values());
  }

  private static List<ForeignKey> foreignKeys(List<List<String>> rows) {
    return rows.stream()
        .map(
            row ->
                new ForeignKey(
                    row.get(0),
                    row.get(1),
                    switch (row.get(2)) {
                      case "CASCADE" -> OnDelete.CASCADE;
                      case "SET NULL" -> OnDelete.SET_NULL;
                      case "SET DEFAULT" -> OnDelete.SET_DEFAULT;
                      default -> OnDelete.REFUSED;
                    },
                    row.get(3).equals("YES")))
        .toList();
  }

  private List<List<String>> ask(
      String what, Optional<String> query, StoredTable table, List<String> unread)
      throws SQLException {
    if (query.isEmpty()) {
      unread.add(what);
      return List.of();
    }
    return query.get().isEmpty() ? List.of() : rows(query.get(), table);
  }

  private List<List<String>> rows(String query, StoredTable table) throws SQLException {
    List<List<String>> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            row.add(String.valueOf(rows.getString(i)));
          }
          found.add(row);
        }
      }
    }
    return found;
  }

  private static Set<String> names(List<List<String>> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.add(row.get(0)));
    return names;
  }

  private String catalog() throws SQLException {
    return connection.getCatalog();
  }

  private static String schema(StoredTable table) {
    return table.schema().isEmpty() ? null : table.schema();
  }
}
