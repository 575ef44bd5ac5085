package io.refrain.jdbc.upsert;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.api.Trigger;

/** An H2 trigger that notes each statement that writes. */
public final class CountWrites implements Trigger {
  @Override
  public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO writes VALUES (1)");
    }
  }
}
