package io.refrain.jdbc.dialect;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;

/** Rows on their way into a table, one after the other. */
public interface LoadRows {

  /** How many there are in all. */
  int count();

  /** How long loading them may take; 0 if there is no limit. */
  default int timeoutSeconds() {
    return 0;
  }

  /** Moves to the next row; false after the last. */
  boolean next();

  /** The row itself, encoded, for a way that needs no objects. */
  RowCursor row();

  /** The layout of the encoded rows. */
  RowLayout layout();

  /** Where the i-th of the columns that are loaded stands in the layout. */
  int position(int column);

  /**
   * The row's value of the i-th column that is loaded, of the class that statements bind (see
   * {@link JdbcDialect#bindsAsText}); or null.
   */
  Object value(int column);
}
