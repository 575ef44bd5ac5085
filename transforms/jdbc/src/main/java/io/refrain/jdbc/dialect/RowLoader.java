package io.refrain.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Puts many rows into a table at once. Stateless. */
public interface RowLoader {

  /** Whether it can take values of all these columns. Another way is chosen if not. */
  boolean takes(List<TargetTable.Column> columns);

  /**
   * Inserts rows, in the transaction that the connection is in. A row that violates a constraint is
   * an error.
   *
   * @param table the table's quoted name
   * @param columns the columns that the rows have values for
   * @throws SQLException if the database refused; the transaction has to be rolled back then
   */
  void load(Connection connection, String table, List<TargetTable.Column> columns, LoadRows rows)
      throws SQLException;
}
