package io.refrain.jdbc.scratch;

import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A table in a schema of its own, beside the real one.
 *
 * <p>A session holds an advisory lock by the schema's identity as long as the copy is in use: a
 * schema whose lock is free was left by a process that was killed.
 */
final class PostgresCopy implements CopyForm {
  private static final String LOCK = "hashtextextended(?, 0)";

  private final JdbcDialect dialect;
  private final JdbcConnection real;
  private final String named;
  private final StoredTable table;
  private final List<String> notes;
  private final ConnectionPool pool;
  private final Connection owner;
  private final String id = ScratchTable.PREFIX + UUID.randomUUID().toString().substring(0, 8);
  private int number;
  private String schema;

  private PostgresCopy(
      JdbcDialect dialect, JdbcConnection real, TableName name, ConnectionPool pool)
      throws SQLException {
    this.dialect = dialect;
    this.real = real;
    this.pool = pool;
    this.owner = pool.borrow();
    owner.setAutoCommit(true);
    // A run that is held somewhere may still have its hands on a copy.
    execute("SET lock_timeout = '30s'");
    this.named = name.table().text();
    Optional<StoredTable> found = new TableReader(dialect, owner).find(name);
    this.table = found.orElse(null);
    this.notes = table == null ? List.of() : missing();
    sweep();
    texts("SELECT pg_advisory_lock(" + LOCK + ")::text", id);
  }

  static PostgresCopy of(JdbcDialect dialect, JdbcConnection real, TableName name)
      throws SQLException {
    ConnectionPool pool = ConnectionPool.acquire(real);
    try {
      return new PostgresCopy(dialect, real, name, pool);
    } catch (SQLException | RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private List<String> missing() throws SQLException {
    List<String> all = new ArrayList<>();
    String of = quoted(table.schema(), table.name());
    List<String> triggers =
        texts(
            "SELECT tgname::text FROM pg_trigger WHERE tgrelid = ?::regclass AND NOT tgisinternal"
                + " ORDER BY 1",
            of);
    if (!triggers.isEmpty()) {
      all.add(
          "its triggers "
              + triggers
              + " are not copied, because they may write to other tables: what they do is not"
              + " checked");
    }
    List<String> keys =
        texts(
            "SELECT conname::text FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'f'"
                + " ORDER BY 1",
            of);
    if (!keys.isEmpty()) {
      all.add("its foreign keys " + keys + " are not copied");
    }
    return all;
  }

  /** Drops what killed processes left. */
  private void sweep() throws SQLException {
    for (String left :
        texts(
            "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE ? AND"
                + " pg_has_role(nspowner, 'USAGE')",
            ScratchTable.PREFIX.replace("_", "\\_") + "%")) {
      String its = left.substring(0, Math.min(left.length(), id.length()));
      if (texts("SELECT pg_try_advisory_lock(" + LOCK + ")::text", its).contains("true")) {
        execute("DROP SCHEMA IF EXISTS " + dialect.quote(left) + " CASCADE");
        texts("SELECT pg_advisory_unlock(" + LOCK + ")::text", its);
      }
    }
  }

  @Override
  public boolean isThere() {
    return table != null;
  }

  @Override
  public boolean hasTriggers() {
    return false;
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public Place renew() throws SQLException {
    drop();
    schema = id + "_" + ++number;
    execute("CREATE SCHEMA " + dialect.quote(schema));
    String name = table == null ? named : table.name();
    if (table != null) {
      String copy = quoted(schema, name);
      execute(
          "CREATE TABLE "
              + copy
              + " (LIKE "
              + quoted(table.schema(), table.name())
              + " INCLUDING ALL)");
      takeOwnSequences(copy);
    }
    return new Place(real, quoted(schema, name));
  }

  /** Or the copy would draw numbers from the real table's sequences. */
  private void takeOwnSequences(String copy) throws SQLException {
    List<String> numbered =
        texts(
            "SELECT a.attname::text FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid"
                + " AND a.attnum = d.adnum WHERE d.adrelid = ?::regclass AND"
                + " pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%'",
            copy);
    for (int i = 0; i < numbered.size(); i++) {
      String sequence = quoted(schema, ScratchTable.PREFIX + "numbers_" + i);
      execute("CREATE SEQUENCE " + sequence);
      execute(
          "ALTER TABLE "
              + copy
              + " ALTER COLUMN "
              + dialect.quote(numbered.get(i))
              + " SET DEFAULT nextval('"
              + sequence.replace("'", "''")
              + "'::regclass)");
    }
  }

  private String quoted(String inSchema, String name) {
    return dialect.quote(inSchema) + "." + dialect.quote(name);
  }

  private List<String> texts(String sql, String value) throws SQLException {
    try (PreparedStatement statement = owner.prepareStatement(sql)) {
      statement.setString(1, value);
      List<String> texts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
      return texts;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private void drop() throws SQLException {
    if (schema != null) {
      execute("DROP SCHEMA IF EXISTS " + dialect.quote(schema) + " CASCADE");
      schema = null;
    }
  }

  @Override
  public void close() {
    try {
      drop();
    } catch (SQLException e) {
      // The next copy in this database finds it without an owner.
      schema = null;
    }
    // With its session goes the lock.
    pool.discard(owner);
    pool.close();
  }
}
