package io.refrain.jdbc.scratch;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** The structure of a whole database, made anew in another database of the same kind. */
final class EmbeddedCopy implements CopyForm {
  private static final Pattern TRIGGER =
      Pattern.compile("(?is)CREATE\\s+(OR\\s+REPLACE\\s+|FORCE\\s+|TEMP\\s+)*TRIGGER\\b.*");
  private static final Pattern LINKED =
      Pattern.compile("(?is)CREATE\\s+(FORCE\\s+|OR\\s+REPLACE\\s+)*LINKED\\s+TABLE\\b.*");

  private final EmbeddedDatabase database;
  private final JdbcConnection real;
  private final String table;
  private final Path directory;
  private final String id = ScratchTable.PREFIX + UUID.randomUUID().toString().replace("-", "");
  private final List<String> notes = new ArrayList<>();
  private List<String> structure = new ArrayList<>();
  private boolean there;
  private int number;
  private JdbcConnection filled;

  private EmbeddedCopy(
      EmbeddedDatabase database, JdbcConnection real, String table, Path directory) {
    this.database = database;
    this.real = real;
    this.table = table;
    this.directory = directory;
  }

  static EmbeddedCopy of(
      EmbeddedDatabase database, JdbcConnection real, String table, Path directory)
      throws SQLException {
    EmbeddedCopy copy = new EmbeddedCopy(database, real, table, directory);
    if (database.isThere(real.url())) {
      copy.read();
    }
    return copy;
  }

  private void read() throws SQLException {
    try (ConnectionPool pool = ConnectionPool.acquire(real.at(database.toRead(real.url())));
        Connection connection = pool.borrow()) {
      there =
          new TableReader(Dialects.of(real.url(), real.name()), connection)
              .find(TableName.parse(table))
              .isPresent();
      structure = new ArrayList<>(database.structure(connection));
      connection.rollback();
    } catch (RefrainException e) {
      if (!(e.getCause() instanceof SQLException cause && database.saysNotThere(cause))) {
        throw e;
      }
    }
    if (structure.removeIf(sql -> LINKED.matcher(sql).matches())) {
      notes.add("tables linked from other databases are not copied");
    }
  }

  @Override
  public boolean isThere() {
    return there;
  }

  @Override
  public boolean hasTriggers() {
    return structure.stream().anyMatch(sql -> TRIGGER.matcher(sql).matches());
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public Place renew() throws SQLException {
    drop();
    String url = database.copy(real.url(), directory, id + "_" + ++number);
    filled = real.at(database.toFill(url));
    try (ConnectionPool pool = ConnectionPool.acquire(filled);
        Connection connection = pool.borrow()) {
      for (String sql : structure) {
        make(connection, sql);
      }
      connection.commit();
    }
    return new Place(real.at(url), table);
  }

  private void make(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      if (!sql.toUpperCase(Locale.ROOT).startsWith("SET ")) {
        throw new SQLException(
            "The structure of "
                + real.name()
                + " cannot be made anew: "
                + e.getMessage()
                + " (in: "
                + sql.lines().findFirst().orElse("")
                + ")",
            e.getSQLState(),
            e);
      }
    }
  }

  private void drop() {
    if (filled == null) {
      return;
    }
    for (String sql : database.drop()) {
      try (ConnectionPool pool = ConnectionPool.acquire(filled);
          Connection connection = pool.borrow();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException | RuntimeException e) {
        // It is in memory, and goes with the process.
      }
    }
    filled = null;
  }

  @Override
  public void close() {
    drop();
  }
}
