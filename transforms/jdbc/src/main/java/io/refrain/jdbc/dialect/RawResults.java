package io.refrain.jdbc.dialect;

import io.refrain.core.row.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Results whose values are read in the form in which they come over the wire. Stateless. */
public interface RawResults {

  /** Whether all values of a result come in that form. */
  boolean suits(ResultSet result) throws SQLException;

  /**
   * Reads the values of a column in that form, exactly as they are read otherwise; empty if that
   * cannot be told of these types.
   *
   * @param column where it stands in the row
   * @param type of the row's column
   * @param stored of the table's column
   */
  Optional<ValueReader> reader(int column, ColumnType type, StoredType stored);
}
