package io.refrain.jdbc.scratch;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table in a database of its own on the same server, MariaDB or MySQL.
 *
 * <p>A session holds a lock by the database's identity as long as the copy is in use: a database
 * whose lock is free was left by a process that was killed. Such locks are known to one server
 * only, not to a cluster: so the identity begins with the server's.
 *
 * <p>Source: MariaDB's and MySQL's manuals, "CREATE TABLE ... LIKE" and "GET_LOCK".
 */
final class MySqlCopy extends ServerCopy {
  private static final Pattern URL =
      Pattern.compile("(?<server>jdbc:[^/?]*//[^/?]*)(?:/[^?]*)?(?<options>\\?.*)?");

  // ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR
  private static final Set<Integer> NO_RIGHT = Set.of(1044, 1045, 1142);

  private final JdbcConnection real;
  private final OwnerSession owner;
  private final List<String> notes;

  private MySqlCopy(JdbcDialect dialect, JdbcConnection real, TableName name, OwnerSession owner)
      throws SQLException {
    super(dialect, name, owner, ofThisServer(owner));
    this.real = real;
    this.owner = owner;
    this.notes = isThere() ? missing() : List.of();
    List<String> unused = sweep(dialect, owner);
    owner.texts("SELECT GET_LOCK(?, 0)", id());
  }

  static ServerCopy of(JdbcDialect dialect, JdbcConnection real, TableName name)
      throws SQLException {
    return opened(real, owner -> new MySqlCopy(dialect, real, name, owner));
  }

  /** What the names of this server's copies begin with. */
  private static String ofThisServer(OwnerSession owner) throws SQLException {
    String server = owner.texts("SELECT SHA1(CONCAT(@@hostname, ':', @@port))").get(0);
    return ScratchTable.PREFIX + server.substring(0, 8) + "_";
  }

  private List<String> missing() throws SQLException {
    List<String> triggers =
        owner.texts(
            "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = ? AND"
                + " EVENT_OBJECT_TABLE = ? ORDER BY 1",
            table().schema(),
            table().name());
    List<String> keys =
        owner.texts(
            "SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE"
                + " CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ? ORDER BY 1",
            table().schema(),
            table().name());
    return notCopied(triggers, "they", keys);
  }

  /** Drops what killed processes left, and says what that was. */
  static List<String> sweep(JdbcDialect dialect, OwnerSession owner) throws SQLException {
    // A run that is held somewhere may still have its hands on a copy.
    owner.execute("SET SESSION lock_wait_timeout = 30");
    String prefix = ofThisServer(owner);
    List<String> swept = new ArrayList<>();
    for (String left :
        owner.texts(
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, ?) = ?"
                + " ORDER BY 1",
            Integer.toString(prefix.length()),
            prefix)) {
      String its = left.substring(0, Math.min(left.length(), prefix.length() + 8));
      if (owner.texts("SELECT GET_LOCK(?, 0)", its).contains("1")) {
        if (isDropped(owner, dialect.quote(left))) {
          swept.add("database " + left);
        }
        owner.texts("SELECT RELEASE_LOCK(?)", its);
      }
    }
    return swept;
  }

  private static boolean isDropped(OwnerSession owner, String database) throws SQLException {
    try {
      owner.execute("DROP DATABASE IF EXISTS " + database);
      return true;
    } catch (SQLException e) {
      if (NO_RIGHT.contains(e.getErrorCode())) {
        // Somebody else's.
        return false;
      }
      throw e;
    }
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  JdbcConnection at(String next) {
    return real.at(urlOf(next));
  }

  private String urlOf(String other) {
    Matcher parts = URL.matcher(real.url());
    if (!parts.matches()) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot tell where the database stands in "
              + real.name()
              + ", so that a throw-away copy could stand beside it. Nothing was changed. Write the URL"
              + " as jdbc:mariadb://host:port/database.");
    }
    String options = parts.group("options");
    return parts.group("server") + "/" + other + (options == null ? "" : options);
  }

  @Override
  void make(String name) throws SQLException {
    try {
      owner.execute("CREATE DATABASE " + quoted(name) + collation());
    } catch (SQLException e) {
      if (!NO_RIGHT.contains(e.getErrorCode())) {
        throw e;
      }
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot make a throw-away copy at "
              + real.name()
              + ": the user may not make the database "
              + name
              + ". Nothing was changed. Let an administrator run GRANT ALL PRIVILEGES ON"
              + " `refrain\\_verify\\_%`.* TO the user, or verify against another server.",
          e);
    }
  }

  /** As the database has it in which the table is, or would be. */
  private String collation() throws SQLException {
    String where =
        " FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = "
            + (table() == null ? "DATABASE()" : "?");
    String[] schema = table() == null ? new String[0] : new String[] {table().schema()};
    List<String> words =
        owner.texts(
            "SELECT CONCAT(' CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ',"
                + " DEFAULT_COLLATION_NAME)"
                + where,
            schema);
    return words.isEmpty() ? "" : words.get(0);
  }

  @Override
  void copyTable(String in, String copy) throws SQLException {
    owner.execute("CREATE TABLE " + copy + " LIKE " + quoted(table().schema(), table().name()));
    List<String> numbered =
        owner.texts(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND"
                + " TABLE_NAME = ? AND LOWER(COLUMN_DEFAULT) LIKE '%nextval(%' AND COLUMN_DEFAULT"
                + " NOT LIKE '''%' ORDER BY 1",
            in, table().name());
    giveSequences(in, copy, numbered, s -> "NEXT VALUE FOR " + s);
  }

  @Override
  String dropping(String quotedPlace) {
    return "DROP DATABASE IF EXISTS " + quotedPlace;
  }

  @Override
  String addressed(String in, String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
