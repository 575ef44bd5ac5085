package io.refrain.jdbc.scratch;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table in a schema of its own, beside the real one.
 *
 * <p>A session holds an advisory lock by the schema's identity as long as the copy is in use: a
 * schema whose lock is free was left by a process that was killed.
 */
final class PostgresCopy extends ServerCopy {
  private static final String LOCK = "hashtextextended(?, 0)";
  private static final int ID_LENGTH = ScratchTable.PREFIX.length() + 8;

  private final JdbcConnection real;
  private final List<String> notes;
  private final OwnerSession owner;

  private PostgresCopy(JdbcDialect dialect, JdbcConnection real, TableName name, OwnerSession owner)
      throws SQLException {
    super(dialect, name, owner, ScratchTable.PREFIX);
    this.real = real;
    this.owner = owner;
    this.notes = isThere() ? missing() : List.of();
    List<String> unused = sweep(dialect, owner);
    owner.texts("SELECT pg_advisory_lock(" + LOCK + ")::text", id());
  }

  static ServerCopy of(JdbcDialect dialect, JdbcConnection real, TableName name)
      throws SQLException {
    return opened(real, owner -> new PostgresCopy(dialect, real, name, owner));
  }

  private List<String> missing() throws SQLException {
    String of = quoted(table().schema(), table().name());
    List<String> triggers =
        owner.texts(
            "SELECT tgname::text FROM pg_trigger WHERE tgrelid = ?::regclass AND NOT tgisinternal"
                + " ORDER BY 1",
            of);
    List<String> keys =
        owner.texts(
            "SELECT conname::text FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'f'"
                + " ORDER BY 1",
            of);
    return notCopied(triggers, "their functions", keys);
  }

  /** Drops what killed processes left, and says what that was. */
  static List<String> sweep(JdbcDialect dialect, OwnerSession owner) throws SQLException {
    // A run that is held somewhere may still have its hands on a copy.
    owner.execute("SET lock_timeout = '30s'");
    List<String> swept = new ArrayList<>();
    for (String left :
        owner.texts(
            "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE ? AND"
                + " pg_has_role(nspowner, 'USAGE') ORDER BY 1",
            ScratchTable.LIKE_ITS_NAMES)) {
      String its = left.substring(0, Math.min(left.length(), ID_LENGTH));
      if (owner.texts("SELECT pg_try_advisory_lock(" + LOCK + ")::text", its).contains("true")) {
        owner.execute("DROP SCHEMA IF EXISTS " + dialect.quote(left) + " CASCADE");
        owner.texts("SELECT pg_advisory_unlock(" + LOCK + ")::text", its);
        swept.add("schema " + left);
      }
    }
    return swept;
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  JdbcConnection at(String next) {
    return real;
  }

  @Override
  void make(String next) throws SQLException {
    owner.execute("CREATE SCHEMA " + quoted(next));
  }

  @Override
  void copyTable(String in, String copy) throws SQLException {
    String like = quoted(table().schema(), table().name());
    owner.execute("CREATE TABLE " + copy + " (LIKE " + like + " INCLUDING ALL)");
    List<String> numbered =
        owner.texts(
            "SELECT a.attname::text FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid"
                + " AND a.attnum = d.adnum WHERE d.adrelid = ?::regclass AND"
                + " pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%'",
            copy);
    giveSequences(in, copy, numbered, s -> "nextval('" + s.replace("'", "''") + "'::regclass)");
  }

  @Override
  String dropping(String quotedPlace) {
    return "DROP SCHEMA IF EXISTS " + quotedPlace + " CASCADE";
  }

  @Override
  String addressed(String in, String name) {
    return quoted(in, name);
  }
}
