package io.refrain.jdbc.upsert;

import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and drops tables for staged rows, beside the target. */
final class StagingTables {
  private static final Logger LOG = LoggerFactory.getLogger(StagingTables.class);

  private final JdbcDialect dialect;
  private final String schema;

  StagingTables(JdbcDialect dialect, TargetTable target) {
    this.dialect = dialect;
    this.schema = target.schema();
  }

  /** Makes a table with the columns of another and commits it. */
  String create(Connection connection, TargetTable like) throws SQLException {
    String name = "refrain_stage_" + UUID.randomUUID().toString().replace("-", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.createStaging(quoted(name), like));
    }
    connection.commit();
    return name;
  }

  String quoted(String name) {
    return schema.isEmpty()
        ? dialect.quote(name)
        : dialect.quote(schema) + "." + dialect.quote(name);
  }

  /** Drops tables; one that cannot be dropped is left to be swept. */
  void drop(Connections connections, Iterable<String> names) {
    for (String name : names) {
      try (Connection connection = connections.borrow();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE " + quoted(name));
        connection.commit();
      } catch (SQLException e) {
        LOG.warn("The staging table {} was not dropped; it is swept later", name, e);
      }
    }
  }
}
