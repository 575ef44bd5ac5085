package io.refrain.jdbc.staging;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** What is done in one transaction. */
@FunctionalInterface
public interface Work<T> {
  T run(Connection connection) throws SQLException, IOException;
}
