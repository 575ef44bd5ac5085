package io.refrain.jdbc.scratch;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * An empty table with the structure of another one, somewhere else, for as long as this is open.
 *
 * <p><b>Guarantee.</b> The other table is only read, and so is all that belongs to it: the copy
 * draws numbers from sequences of its own, and no trigger of it reaches anything but copies. Of H2,
 * SQLite and DuckDB the structure of the whole database is copied, triggers and views included,
 * into a database in memory or in a file. In PostgreSQL the table is copied into a schema {@code
 * refrain_verify_…} of its database, in MariaDB and MySQL into a database of such a name on its
 * server: columns, defaults, identities, constraints and indexes, but neither triggers, which may
 * write anywhere, nor foreign keys, which lock rows of other tables; {@link #notes} names them.
 *
 * <p><b>What it leaves behind.</b> Nothing when it is closed. Of a process that was killed: the
 * schema or database, which the next one removes, and {@link #sweep}, because its owner holds a
 * lock as long as it lives.
 *
 * <p><b>Errors.</b> A {@link RefrainException} if the database cannot be reached, or is none of
 * those.
 */
public final class ScratchTable implements AutoCloseable {
  /** What the names of all that is made begin with. */
  public static final String PREFIX = "refrain_verify_";

  /** The same as a pattern of SQL. */
  static final String LIKE_ITS_NAMES = PREFIX.replace("_", "\\_") + "%";

  private final JdbcDialect dialect;
  private final CopyForm form;
  private CopyForm.Place place;

  private ScratchTable(JdbcDialect dialect, CopyForm form) {
    this.dialect = dialect;
    this.form = form;
  }

  /**
   * Of a table; {@link #renew} makes the copy.
   *
   * @param table as for {@link io.refrain.jdbc.UpsertJdbcSink}; there may be none
   * @param directory where files may be put; the caller removes it
   */
  public static ScratchTable of(JdbcConnection real, String table, Path directory) {
    TableName name = TableName.parse(table);
    JdbcDialect dialect = Dialects.of(real.url(), real.name());
    try {
      return new ScratchTable(
          dialect,
          switch (dialect.name()) {
            case "H2" -> EmbeddedCopy.of(EmbeddedDatabase.H2, real, table, directory);
            case "SQLite" -> EmbeddedCopy.of(EmbeddedDatabase.SQLITE, real, table, directory);
            case "DuckDB" -> EmbeddedCopy.of(EmbeddedDatabase.DUCKDB, real, table, directory);
            case "PostgreSQL" -> PostgresCopy.of(dialect, real, name);
            case "MariaDB", "MySQL" -> MySqlCopy.of(dialect, real, name);
            default ->
                throw new RefrainException(
                    Kind.REFUSED,
                    "Cannot make a throw-away copy of "
                        + name
                        + " at "
                        + real.name()
                        + ": that is done for H2, SQLite, DuckDB, PostgreSQL, MariaDB and MySQL, not"
                        + " for "
                        + dialect.name()
                        + " yet. Nothing was changed. Verify the same pipeline into one of those.");
          });
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot read the structure of "
              + name
              + " at "
              + real.name()
              + ": "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }

  /**
   * Removes from a database what killed processes left of their copies.
   *
   * @return what was removed, for a person
   */
  public static List<String> sweep(JdbcConnection database) {
    JdbcDialect dialect = Dialects.of(database.url(), database.name());
    boolean isMySql = List.of("MariaDB", "MySQL").contains(dialect.name());
    if (!isMySql && !dialect.name().equals("PostgreSQL")) {
      return List.of();
    }
    try (OwnerSession owner = new OwnerSession(database)) {
      return isMySql ? MySqlCopy.sweep(dialect, owner) : PostgresCopy.sweep(dialect, owner);
    } catch (SQLException e) {
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot clear what was left of verifying at "
              + database.name()
              + ": "
              + e.getMessage()
              + ". No table of yours was touched. Try again.",
          e);
    }
  }

  /** Whether there is a table to copy. */
  public boolean isThere() {
    return form.isThere();
  }

  /** What the copy does not have, for a person. */
  public List<String> notes() {
    return form.notes();
  }

  /** Makes a new copy, and removes the one before, with whoever may still write to it. */
  public void renew() throws SQLException {
    place = form.renew();
  }

  /** The database that the copy is in. */
  public JdbcConnection connection() {
    return place.connection();
  }

  /** What the copy is called there. */
  public String table() {
    return place.table();
  }

  /** Reads the copy's database. */
  @FunctionalInterface
  public interface Reading<T> {
    T read(DataSource source) throws Exception;
  }

  /**
   * Reads by connections of its own: some drivers keep the time zone in which a connection was
   * opened.
   */
  public <T> T read(Reading<T> reading) throws Exception {
    try (ConnectionPool pool = ConnectionPool.acquire(place.connection())) {
      return reading.read(new PooledSource(pool));
    }
  }

  /** The quoted name of the copy as it is now; empty if there is none yet. */
  public Optional<String> quoted() throws SQLException {
    try (ConnectionPool pool = ConnectionPool.acquire(place.connection());
        Connection connection = pool.borrow()) {
      Optional<StoredTable> found =
          new TableReader(dialect, connection).find(TableName.parse(place.table()));
      connection.rollback();
      return found.map(table -> quoted(table.schema(), table.name()));
    }
  }

  /** The quoted names of the tables beside it that triggers may write to; empty without one. */
  public List<String> quotedBesides() throws SQLException {
    if (!form.hasTriggers()) {
      return List.of();
    }
    List<String> besides = new ArrayList<>();
    try (ConnectionPool pool = ConnectionPool.acquire(place.connection());
        Connection connection = pool.borrow()) {
      TableReader reader = new TableReader(dialect, connection);
      TableName name = TableName.parse(place.table());
      String schema = reader.schemaOf(name);
      String own = reader.find(name).map(StoredTable::name).orElse("");
      for (String table : reader.tablesBeside(name)) {
        if (!table.equals(own) && !table.toLowerCase(Locale.ROOT).startsWith("refrain_")) {
          besides.add(quoted(schema, table));
        }
      }
      connection.rollback();
    }
    return besides;
  }

  private String quoted(String schema, String table) {
    return (schema.isEmpty() ? "" : dialect.quote(schema) + ".") + dialect.quote(table);
  }

  @Override
  public void close() {
    form.close();
  }
}
