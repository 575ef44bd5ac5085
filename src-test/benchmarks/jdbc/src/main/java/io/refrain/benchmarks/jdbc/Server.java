package io.refrain.benchmarks.jdbc;

import io.refrain.jdbc.JdbcConnection;
import java.io.IOException;
import java.sql.SQLException;

/** A database server of this benchmark's own, with its default settings. */
interface Server extends AutoCloseable {
  String describe() throws SQLException;

  Database database();

  JdbcConnection connection();

  String user();

  /** An empty table of orders, and nothing left to write from before. */
  void createTable() throws SQLException;

  /** Brings the server to rest, so that a phase pays for nothing but itself. */
  void settle() throws SQLException;

  /** Bytes of log written since it was started. */
  long logBytes() throws SQLException;

  /** Deadlocks found since it was started. */
  long deadlocks() throws SQLException;

  /** CPU seconds of the server's processes since it was started. */
  double cpuSeconds() throws SQLException, IOException;

  /** What the table holds, in a few numbers. */
  String content() throws SQLException;

  @Override
  void close() throws IOException, SQLException;
}
