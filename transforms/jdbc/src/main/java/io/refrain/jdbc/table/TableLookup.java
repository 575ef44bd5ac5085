package io.refrain.jdbc.table;

import io.refrain.core.RefrainException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds a table that is there, and columns that a person named, or says what there is instead. */
public final class TableLookup {
  private final TableReader reader;
  private final String where;

  /**
   * @param where the database, for messages
   */
  public TableLookup(TableReader reader, String where) {
    this.reader = reader;
    this.where = where;
  }

  /**
   * A table by its name.
   *
   * @throws RefrainException if there is no such table
   */
  public StoredTable table(TableName name) throws SQLException {
    StoredTable table = reader.find(name).orElse(null);
    if (table == null) {
      throw TableFinder.noSuchTable(name + " at " + where, reader.tablesBeside(name), "");
    }
    return table;
  }

  /**
   * The columns of some names, exactly or in any case.
   *
   * @throws IllegalArgumentException if there is none of a name, or one is named twice
   */
  public static List<StoredTable.Column> columns(TableFacts facts, List<String> names) {
    List<StoredTable.Column> columns = new ArrayList<>();
    for (String name : names) {
      StoredTable.Column column =
          facts
              .column(name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Unknown column '"
                              + name
                              + "'. The columns are: "
                              + facts.table().columnNames()
                              + "."));
      if (columns.contains(column)) {
        throw new IllegalArgumentException("Column '" + name + "' is named twice.");
      }
      columns.add(column);
    }
    return columns;
  }
}
