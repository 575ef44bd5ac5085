package io.refrain.jdbc.staging;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The staging tables of a schema. Each is registered before it is made, with the time by the
 * database's clock, so that it is found when the run that made it is no more.
 */
public final class Stages {
  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);
  private static final String PREFIX = "refrain_stage_";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{32}");

  private static final SideTable REGISTRY =
      SideTable.of(
          "refrain_stages",
          List.of("stage_name"),
          SideTable.name("stage_name"),
          SideTable.name("table_name"),
          SideTable.text("shape"),
          SideTable.time("created_at"));

  private final JdbcDialect dialect;
  private final SideTables tables;
  private final Transactions transactions;

  /**
   * @param schema they lie in; empty for the database's default
   */
  public Stages(JdbcDialect dialect, String schema, Transactions transactions) {
    this.dialect = dialect;
    this.tables = new SideTables(dialect, schema, transactions, List.of(REGISTRY));
    this.transactions = transactions;
  }

  /** Makes the table in which they are registered, if it is missing. */
  public void makeRegistry() throws SQLException, IOException {
    tables.make();
  }

  /**
   * The quoted name of a staging table. Names come back from the runner, so they are looked at
   * before they become part of a statement.
   */
  public String quoted(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no name of a staging table");
    }
    return tables.inSchema(dialect.quote(name));
  }

  /**
   * Makes one, and answers with its name.
   *
   * @param shape what rows look like, to be asked for when they are used
   */
  public String create(TargetTable like, String shape) throws IOException {
    for (int attempt = 1; ; attempt++) {
      // A new name each time: what became of the one before may not be known.
      String name = newName();
      try {
        transactions.once(connection -> create(connection, name, like, shape));
        return name;
      } catch (SQLException e) {
        if (transactions.fault(e) != Fault.TRANSIENT) {
          throw new RefrainException(
              Kind.REFUSED,
              "Cannot create a staging table beside "
                  + like.name()
                  + ": "
                  + e.getMessage()
                  + ". Nothing was changed. Each run stages into tables of its own: allow this user"
                  + " to create tables there, and see that there is space.",
              e);
        } else if (attempt == transactions.attempts()) {
          throw new IOException("Cannot create a staging table: " + e.getMessage(), e);
        }
        transactions.pause(attempt);
      } catch (Transactions.LostAnswerException e) {
        if (attempt == transactions.attempts()) {
          throw e;
        }
        transactions.pause(attempt);
      }
    }
  }

  /**
   * Makes one on a connection that is at hand, and commits it with all that came before: where
   * making a table commits there is no other way.
   */
  public String createAndCommit(Connection connection, TargetTable like, String shape)
      throws SQLException {
    String name = newName();
    create(connection, name, like, shape);
    connection.commit();
    return name;
  }

  private static String newName() {
    return PREFIX + UUID.randomUUID().toString().replace("-", "");
  }

  private Void create(Connection connection, String name, TargetTable like, String shape)
      throws SQLException {
    register(connection, name, like.name(), shape);
    execute(connection, dialect.createStaging(quoted(name), like));
    return null;
  }

  private void register(Connection connection, String name, String table, String shape)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            tables.sql(
                "INSERT INTO {refrain_stages} ({stage_name}, {table_name}, {shape}, {created_at})"
                    + " VALUES (?, ?, ?, "
                    + dialect.currentTimestamp()
                    + ")"))) {
      insert.setString(1, name);
      insert.setString(2, table);
      insert.setString(3, shape);
      insert.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The shape that the table had when a staging table of it was made; empty if there is none. */
  public Optional<String> shape(Connection connection, String table, String name)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            tables.sql(
                "SELECT {shape} FROM {refrain_stages} WHERE {stage_name} = ? AND {table_name} ="
                    + " ?"))) {
      select.setString(1, name);
      select.setString(2, table);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  /** Drops staging tables of a table; one that is not, or was dropped already, is left alone. */
  public void drop(String table, Iterable<String> names) {
    names.forEach(name -> drop(table, name));
  }

  private boolean drop(String table, String name) {
    try {
      String quoted = quoted(name);
      return transactions.repeat(tables::exist)
          && transactions.once(connection -> drop(connection, table, name, quoted));
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.info("Left the staging table {} to be swept later: {}", name, e.getMessage());
      return false;
    }
  }

  private boolean drop(Connection connection, String table, String name, String quoted)
      throws SQLException {
    if (shape(connection, table, name).isEmpty()) {
      return false;
    }
    execute(connection, dialect.dropStaging(quoted));
    unregister(connection, name);
    return true;
  }

  private void unregister(Connection connection, String name) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            tables.sql("DELETE FROM {refrain_stages} WHERE {stage_name} = ?"))) {
      delete.setString(1, name);
      delete.executeUpdate();
    }
  }

  /**
   * Drops the staging tables that are older than an age.
   *
   * @return their names
   */
  public List<String> sweep(Duration age) throws SQLException, IOException {
    if (!transactions.repeat(tables::exist)) {
      return List.of();
    }
    Map<String, String> old = transactions.repeat(connection -> olderThan(connection, age));
    List<String> dropped = new ArrayList<>();
    for (Map.Entry<String, String> stage : old.entrySet()) {
      if (drop(stage.getValue(), stage.getKey())) {
        dropped.add(stage.getKey());
      }
    }
    return dropped;
  }

  /**
   * Old staging tables, and the table each is of. What time it is says a row that is registered
   * only to be read back: databases differ in what they think of their clock and of time zones, but
   * agree with themselves.
   */
  private Map<String, String> olderThan(Connection connection, Duration age) throws SQLException {
    String marker = "refrain_now_" + UUID.randomUUID();
    register(connection, marker, "-", "-");
    Map<String, Timestamp> created = new HashMap<>();
    Map<String, String> tableOf = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                tables.sql(
                    "SELECT {stage_name}, {table_name}, {created_at} FROM {refrain_stages}"));
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        created.put(rows.getString(1), dialect.timestamp(rows, 3));
        tableOf.put(rows.getString(1), rows.getString(2));
      }
    }
    unregister(connection, marker);
    long latest = created.get(marker).getTime() - age.toMillis();
    tableOf.keySet().removeIf(n -> n.equals(marker) || created.get(n).getTime() > latest);
    return tableOf;
  }
}
