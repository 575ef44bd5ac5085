package io.refrain.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. They have auto-commit off. */
public interface Connections {

  /** Borrows a connection; closing it gives it back, what was not committed rolled back. */
  Connection borrow() throws SQLException;

  /** Makes sure that a connection that misbehaved is not given out again. */
  void discard(Connection connection);
}
