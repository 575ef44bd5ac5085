package io.refrain.jdbc.dialect;

import io.refrain.core.row.RowWriter;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the stored values of one column into the form that the input's rows have. */
@FunctionalInterface
public interface ValueReader {

  /**
   * Reads a stored value into a row.
   *
   * @param index of the column in the result, from 1
   * @return false if what is stored has no exact form in the row's type; it is null there, then
   */
  boolean read(ResultSet from, int index, RowWriter row) throws SQLException;
}
