package io.refrain.jdbc.scratch;

import io.refrain.jdbc.JdbcConnection;
import java.sql.SQLException;
import java.util.List;

/** How a database's tables are copied. */
interface CopyForm extends AutoCloseable {

  /**
   * Where a copy is.
   *
   * @param connection its database
   * @param table its name there
   */
  record Place(JdbcConnection connection, String table) {}

  /** Whether there is a table to copy. */
  boolean isThere();

  /** Whether the copy has triggers. */
  boolean hasTriggers();

  /** What is not copied. */
  List<String> notes();

  /** Makes a new copy and removes the one before. */
  Place renew() throws SQLException;

  /** Removes the copy. Never fails. */
  @Override
  void close();
}
