package io.refrain.jdbc.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Rows bound to a statement as one array for each column: parameter {@code i} is column i's. */
public interface ParameterArrays {

  /** The FROM item with alias {@code s}; its columns are named as those given, in their order. */
  String rows(List<TargetTable.Column> columns);

  /** The type name that {@link java.sql.Connection#createArrayOf} is given for values of a type. */
  String elementType(StoredType type);

  /**
   * Binds all rows' values of one column.
   *
   * @param i which of the columns that are loaded; its parameter is the one after
   * @param column that column
   */
  default void bind(
      Connection connection,
      PreparedStatement statement,
      int i,
      TargetTable.Column column,
      ArrayRows rows)
      throws SQLException {
    statement.setArray(i + 1, connection.createArrayOf(elementType(column.type()), rows.values(i)));
  }
}
