package io.refrain.jdbc.table;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Finds a table, and makes it if that was asked for. */
public final class TableFinder {
  private final JdbcDialect dialect;
  private final TableName name;
  private final String target;

  /**
   * @param target the table and where it is, for messages
   */
  public TableFinder(JdbcDialect dialect, TableName name, String target) {
    this.dialect = dialect;
    this.name = name;
    this.target = target;
  }

  /**
   * Finds it.
   *
   * @param ddl makes the table if it is not there; empty if that was not asked for
   * @throws RefrainException if there is no such table
   */
  public StoredTable find(Connections connections, Optional<TableDdl> ddl) {
    try (Connection connection = connections.borrow()) {
      TableReader reader = new TableReader(dialect, connection);
      Optional<StoredTable> table = reader.find(name);
      if (table.isEmpty() && ddl.isPresent()) {
        create(connection, reader, ddl.get().create(reader, name));
        table = reader.find(name);
      }
      connection.rollback();
      return table.orElseThrow(
          () -> noSuchTable(target, tablesBeside(reader), ", or let it be made (createTable)"));
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot read what "
              + target
              + " looks like: "
              + e.getMessage()
              + ". Nothing was"
              + " changed.",
          e);
    }
  }

  private void create(Connection connection, TableReader reader, String ddl) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(ddl);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      // Several workers may try at once; it is all the same who made it.
      if (reader.find(name).isEmpty()) {
        throw new RefrainException(
            Kind.REFUSED,
            "Cannot create "
                + target
                + ": "
                + e.getMessage()
                + ". Nothing was changed. The statement was: "
                + ddl,
            e);
      }
    }
  }

  private List<String> tablesBeside(TableReader reader) {
    try {
      return reader.tablesBeside(name);
    } catch (SQLException e) {
      return List.of();
    }
  }

  /**
   * That there is no such table, and which there are.
   *
   * @param advice what to do beside checking the name; empty if nothing
   */
  static RefrainException noSuchTable(String target, List<String> tables, String advice) {
    List<String> shown = tables.size() > 20 ? tables.subList(0, 20) : tables;
    return new RefrainException(
        Kind.REFUSED,
        "There is no table "
            + target
            + ". Tables there: "
            + (shown.isEmpty() ? "none" : String.join(", ", shown))
            + (tables.size() > shown.size() ? ", and more" : "")
            + ". Check name and schema"
            + advice
            + ". Nothing was changed.");
  }
}
