package io.refrain.jdbc.scratch;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A table in a place of its own (a schema, a database) on the same server as the real one. */
abstract class ServerCopy implements CopyForm {
  private final JdbcDialect dialect;
  private final OwnerSession owner;
  private final String named;
  private final StoredTable table;
  private final String id;
  private int number;
  private String place;

  /**
   * @param prefix what the names of copies begin with here
   */
  ServerCopy(JdbcDialect dialect, TableName name, OwnerSession owner, String prefix)
      throws SQLException {
    this.dialect = dialect;
    this.owner = owner;
    this.named = name.table().text();
    this.table = new TableReader(dialect, owner.connection()).find(name).orElse(null);
    this.id = prefix + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Opens a copy with a session of its own. */
  static ServerCopy opened(JdbcConnection real, Opening opening) throws SQLException {
    OwnerSession owner = new OwnerSession(real);
    try {
      return opening.by(owner);
    } catch (SQLException | RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  /** Makes a copy, which then closes the session. */
  interface Opening {
    ServerCopy by(OwnerSession owner) throws SQLException;
  }

  /**
   * Says what the real table has that no copy gets.
   *
   * @param writers what it is that writes for the triggers
   */
  static List<String> notCopied(List<String> triggers, String writers, List<String> keys) {
    List<String> all = new ArrayList<>();
    if (!triggers.isEmpty()) {
      all.add(
          "its triggers "
              + triggers
              + " are not copied, because "
              + writers
              + " may write to other tables: what they do is not checked");
    }
    if (!keys.isEmpty()) {
      all.add(
          "its foreign keys "
              + keys
              + " are not copied, because to check them locks rows of the tables they point to");
    }
    return all;
  }

  /** What the names of this copy's places begin with; its owner holds a lock by it. */
  final String id() {
    return id;
  }

  /** The real table, or null if there is none. */
  final StoredTable table() {
    return table;
  }

  /** How a place is reached. */
  abstract JdbcConnection at(String next);

  /** Makes a place. */
  abstract void make(String next) throws SQLException;

  /**
   * Makes a table in a place like the real one.
   *
   * @param copy its quoted name
   */
  abstract void copyTable(String in, String copy) throws SQLException;

  /** Drops a place with all that is in it, if it is there. */
  abstract String dropping(String quotedPlace);

  /** The table's name, as it is asked for where {@link #at} leads to. */
  abstract String addressed(String in, String name);

  @Override
  public final boolean isThere() {
    return table != null;
  }

  @Override
  public final boolean hasTriggers() {
    return false;
  }

  @Override
  public final Place renew() throws SQLException {
    drop();
    String next = id + "_" + ++number;
    JdbcConnection to = at(next);
    make(next);
    place = next;
    String name = table == null ? named : table.name();
    if (table != null) {
      copyTable(next, quoted(next, name));
    }
    return new Place(to, addressed(next, name));
  }

  /** Or the copy would draw numbers from the sequences that the real table draws from. */
  final void giveSequences(String in, String copy, List<String> columns, NextNumber next)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      String sequence = quoted(in, ScratchTable.PREFIX + "numbers_" + i);
      owner.execute("CREATE SEQUENCE " + sequence);
      owner.execute(
          "ALTER TABLE "
              + copy
              + " ALTER COLUMN "
              + quoted(columns.get(i))
              + " SET DEFAULT "
              + next.of(sequence));
    }
  }

  /** The next number of a sequence, as the default of a column. */
  interface NextNumber {
    String of(String sequence);
  }

  final String quoted(String name) {
    return dialect.quote(name);
  }

  final String quoted(String in, String name) {
    return quoted(in) + "." + quoted(name);
  }

  private void drop() throws SQLException {
    if (place != null) {
      owner.execute(dropping(quoted(place)));
      place = null;
    }
  }

  @Override
  public final void close() {
    try {
      drop();
    } catch (SQLException e) {
      // The next copy on this server finds it without an owner.
      place = null;
    }
    owner.close();
  }
}
