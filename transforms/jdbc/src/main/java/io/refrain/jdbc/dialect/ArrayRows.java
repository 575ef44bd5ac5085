package io.refrain.jdbc.dialect;

/**
 * Rows that are given to a statement column by column, so that they are gone through repeatedly.
 */
public interface ArrayRows extends LoadRows {

  /** Goes back before the first row. */
  void restart();

  /** All rows' values of the i-th column that is loaded, as an array of their class. */
  Object[] values(int column);
}
