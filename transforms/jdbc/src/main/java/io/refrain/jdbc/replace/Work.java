package io.refrain.jdbc.replace;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** What is done in one transaction. */
@FunctionalInterface
interface Work<T> {
  T run(Connection connection) throws SQLException, IOException;
}
