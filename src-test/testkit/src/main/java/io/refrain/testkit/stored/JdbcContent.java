package io.refrain.testkit.stored;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** The rows of a table or query of any database. */
record JdbcContent(DataSource dataSource, Source source) implements StoredContent {

  /** Where the rows come from. */
  sealed interface Source permits Table, Query {
    String sql(Connection connection) throws SQLException;
  }

  @Override
  public List<StoredRow> read() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(source.sql(connection))) {
      JdbcCells cells = JdbcCells.of(rows.getMetaData());
      List<StoredRow> content = new ArrayList<>();
      while (rows.next()) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 1; i <= cells.count(); i++) {
          values.put(cells.name(i), cells.read(rows, i));
        }
        content.add(StoredRow.of(values));
      }
      return content;
    }
  }

  /** A query, as it stands. */
  record Query(String sql) implements Source {
    @Override
    public String sql(Connection connection) {
      return sql;
    }
  }

  /** A table, looked up by its name, so that the name can be quoted as it is stored. */
  record Table(String name) implements Source {
    @Override
    public String sql(Connection connection) throws SQLException {
      int dot = name.indexOf('.');
      String schema = dot < 0 ? null : name.substring(0, dot);
      String table = name.substring(dot + 1);
      DatabaseMetaData database = connection.getMetaData();
      Set<String> found = new LinkedHashSet<>();
      for (String spelling :
          new LinkedHashSet<>(
              List.of(table, table.toUpperCase(Locale.ROOT), table.toLowerCase(Locale.ROOT)))) {
        find(connection, database, schema, spelling, found);
        if (!found.isEmpty()) {
          break;
        }
      }
      if (found.size() != 1) {
        throw new SQLException(
            found.isEmpty()
                ? "There is no table " + name + " in " + database.getURL() + "."
                : "Several tables are called "
                    + name
                    + ": "
                    + found
                    + ". Name the schema as well.");
      }
      return "SELECT * FROM " + found.iterator().next();
    }

    private static void find(
        Connection connection,
        DatabaseMetaData database,
        String schema,
        String table,
        Set<String> found)
        throws SQLException {
      String quote = database.getIdentifierQuoteString().trim();
      String pattern = table.replace("_", database.getSearchStringEscape() + "_");
      try (ResultSet tables = database.getTables(connection.getCatalog(), null, pattern, null)) {
        while (tables.next()) {
          String inSchema = tables.getString("TABLE_SCHEM");
          String wanted = schema == null ? connection.getSchema() : schema;
          if (inSchema == null || wanted == null || inSchema.equalsIgnoreCase(wanted)) {
            found.add(
                (inSchema == null ? "" : quoted(inSchema, quote) + ".")
                    + quoted(tables.getString("TABLE_NAME"), quote));
          }
        }
      }
    }

    private static String quoted(String identifier, String quote) {
      return quote.isEmpty()
          ? identifier
          : quote + identifier.replace(quote, quote + quote) + quote;
    }
  }
}
