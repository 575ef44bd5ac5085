package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.dialect.InsertLoader;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.ParameterArrays;
import io.refrain.jdbc.dialect.RawResults;
import io.refrain.jdbc.dialect.RowLoader;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.ValueReader;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.ColumnReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The statements on one table, and how rows of a batch reach them. Not thread-safe. */
final class TableStatements {
  /** Equal for the database just where their encoded form is equal: text may have a collation. */
  private static final Set<Family> EXACT =
      EnumSet.of(
          Family.TINYINT,
          Family.SMALLINT,
          Family.INTEGER,
          Family.BIGINT,
          Family.DATE,
          Family.TIMESTAMP,
          Family.TIMESTAMP_WITH_ZONE,
          Family.UUID);

  private final JdbcDialect dialect;
  private final RowLayout layout;
  private final TargetTable table;
  private final int timeoutSeconds;
  private final List<ColumnPort> ports = new ArrayList<>();
  private final List<ValueReader> readers = new ArrayList<>();
  private final List<ValueReader> rawReaders = new ArrayList<>();
  private final Optional<RawResults> raw;
  private final List<Integer> allColumns;
  private final Texts ofArrays;
  private final Texts ofTemporary;
  private final Optional<Texts> ofBeforehand;
  private final RowLoader loader;

  /** When the rows that a statement needs may be put where it takes them from. */
  enum Place {
    /** Before a transaction begins: none is open. */
    BEFOREHAND,
    /** Within the transaction that is open. */
    WITHIN
  }

  /**
   * A temporary table that is filled for a statement.
   *
   * @param create makes it, unless it is there
   */
  private record Filled(String name, String create, Place place) {}

  /**
   * The statements by where they take their rows from.
   *
   * @param filled null if it is arrays
   */
  private record Texts(
      Filled filled,
      String select,
      String selectLocked,
      String insert,
      String update,
      String updateTied,
      String delete) {
    static Texts of(JdbcDialect dialect, TargetTable table, ParameterArrays arrays) {
      return of(
          dialect, table, null, arrays.rows(table.keyColumns()), arrays.rows(table.columns()));
    }

    static Texts of(JdbcDialect dialect, TargetTable table, Filled filled) {
      return of(dialect, table, filled, filled.name() + " s", filled.name() + " s");
    }

    private static Texts of(
        JdbcDialect dialect, TargetTable table, Filled filled, String keys, String rows) {
      return new Texts(
          filled,
          dialect.selectByKeys(table, keys, false),
          dialect.selectByKeys(table, keys, true),
          dialect.insertAbsent(table, rows),
          dialect.updateOlder(table, rows, false),
          dialect.updateOlder(table, rows, true),
          dialect.deleteOlder(table, rows, true));
    }
  }

  TableStatements(JdbcDialect dialect, RowLayout layout, TargetTable table, int timeoutSeconds) {
    this.dialect = dialect;
    this.layout = layout;
    this.table = table;
    this.timeoutSeconds = timeoutSeconds;
    this.raw = dialect.rawResults();
    for (int i = 0; i < layout.columnCount(); i++) {
      TargetTable.Column column = table.columns().get(i);
      ColumnPort port =
          new ColumnPort(
              i, layout.name(i), layout.type(i), column.type(), dialect.bindsAsText(column.type()));
      ports.add(port);
      ColumnReader reader = port.reader();
      readers.add(reader);
      int index = i;
      rawReaders.add(
          raw.flatMap(r -> r.reader(index, layout.type(index), column.type())).orElse(reader));
    }
    this.allColumns = IntStream.range(0, ports.size()).boxed().toList();
    this.ofArrays = dialect.arrays().map(a -> Texts.of(dialect, table, a)).orElse(null);
    // Named by what it looks like: a session's table of another shape is never taken for it.
    String shape = Integer.toHexString(table.hashCode());
    String temporary = dialect.temporaryName("refrain_batch_" + shape);
    String create = dialect.createTemporary(temporary, table);
    this.ofTemporary = Texts.of(dialect, table, new Filled(temporary, create, Place.WITHIN));
    String before = dialect.temporaryName("refrain_before_" + shape);
    this.ofBeforehand =
        dialect
            .createBeforehand(before, table)
            .map(c -> Texts.of(dialect, table, new Filled(before, c, Place.BEFOREHAND)));
    this.loader = dialect.loader();
  }

  List<ColumnPort> ports() {
    return ports;
  }

  /** What reads the columns of a result of {@link #select}. */
  List<ValueReader> readers(ResultSet result) throws SQLException {
    return raw.isPresent() && raw.get().suits(result) ? rawReaders : readers;
  }

  boolean isVersion(int column) {
    return table.versions().contains(column);
  }

  /** Reads the stored rows of some keys: the result has all columns, in the layout's order. */
  PreparedStatement select(
      Connection connection, Batch batch, int[] rows, boolean lock, Place place)
      throws SQLException {
    Texts texts = texts(place);
    String sql = lock ? texts.selectLocked() : texts.select();
    return prepare(connection, sql, texts, rows(table.keys(), batch, rows));
  }

  private Texts texts(Place place) {
    if (ofArrays != null) {
      return ofArrays;
    }
    return place == Place.BEFOREHAND ? ofBeforehand.orElse(ofTemporary) : ofTemporary;
  }

  /** Whether so many rows are better inserted by {@link #load}. */
  boolean canLoad(int rows) {
    return dialect.loadsFaster(rows) && loader.takes(table.columns());
  }

  /**
   * Whether an update affects exactly the stored rows whose keys are given: it inserts none, and
   * the database compares keys as we do.
   */
  boolean updatesByKeyAlone() {
    return dialect.updatesOnlyStored()
        && table.keyColumns().stream().allMatch(c -> EXACT.contains(c.type().family()));
  }

  /** Inserts rows whose keys are absent; any violated constraint is an error. */
  void load(Connection connection, Batch batch, int[] rows) throws SQLException {
    if (rows.length > 0) {
      BatchRows all = rows(allColumns, batch, rows);
      loader.load(connection, SqlText.tableName(table, dialect::quote), table.columns(), all);
    }
  }

  /** Puts rows into another table of the same columns. */
  void loadInto(Connection connection, String quotedTable, Batch batch, int[] rows)
      throws SQLException {
    put(connection, quotedTable, table.columns(), rows(allColumns, batch, rows));
  }

  /**
   * Writes all rows of another table of the same columns, for one decision; answers how many were
   * affected.
   */
  long writeFrom(Connection connection, UpsertDecision decision, String quotedTable)
      throws SQLException {
    String rows = quotedTable + " s";
    String sql =
        switch (decision) {
          case INSERT -> dialect.insertAbsent(table, rows);
          case UPDATE -> dialect.updateOlder(table, rows, false);
          default -> throw new IllegalArgumentException(decision + " is not decided by a set");
        };
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(timeoutSeconds);
      return dialect.affected(statement, statement.executeUpdate());
    }
  }

  /** Reads all rows of another table of the same columns. */
  String selectAll(String quotedTable) {
    return "SELECT "
        + SqlText.list(table.columns(), c -> dialect.quote(c.name()))
        + " FROM "
        + quotedTable;
  }

  /** Reads rows of a result back that has all columns, in the layout's order. */
  void read(ResultSet result, RowWriter into) throws SQLException {
    into.reset();
    for (int i = 0; i < readers.size(); i++) {
      if (!readers.get(i).read(result, i + 1, into)) {
        throw new SQLException(
            "A staged value of column " + layout.name(i) + " is no " + layout.type(i).describe());
      }
    }
  }

  /** Writes rows of one decision; answers how many were affected. */
  int write(Connection connection, UpsertDecision decision, Batch batch, int[] rows, Place place)
      throws SQLException {
    Texts texts = texts(place);
    String sql =
        switch (decision) {
          case INSERT -> texts.insert();
          case UPDATE -> texts.update();
          case UPDATE_TIED -> texts.updateTied();
          case DELETE -> texts.delete();
          default -> throw new IllegalArgumentException(decision + " writes nothing");
        };
    BatchRows all = rows(allColumns, batch, rows);
    try (PreparedStatement statement = prepare(connection, sql, texts, all)) {
      return dialect.affected(statement, statement.executeUpdate());
    }
  }

  private BatchRows rows(List<Integer> columns, Batch batch, int[] rows) {
    return new BatchRows(layout, ports, columns, batch, rows, timeoutSeconds);
  }

  private PreparedStatement prepare(Connection connection, String sql, Texts texts, BatchRows rows)
      throws SQLException {
    boolean arrays = texts.filled() == null;
    if (!arrays) {
      fill(connection, texts.filled(), rows);
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout(timeoutSeconds);
      if (arrays) {
        ParameterArrays form = dialect.arrays().orElseThrow();
        for (int i = 0; i < rows.columns().size(); i++) {
          form.bind(connection, statement, i, table.columns().get(rows.position(i)), rows);
        }
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private void fill(Connection connection, Filled table, BatchRows rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(table.create());
      statement.execute("DELETE FROM " + table.name());
    }
    List<TargetTable.Column> columns =
        rows.columns().stream().map(this.table.columns()::get).toList();
    put(connection, table.name(), columns, rows);
    if (table.place() == Place.BEFOREHAND) {
      connection.commit();
    }
  }

  private void put(
      Connection connection, String quotedTable, List<TargetTable.Column> columns, BatchRows rows)
      throws SQLException {
    RowLoader way = loader.takes(columns) ? loader : new InsertLoader(dialect);
    way.load(connection, quotedTable, columns, rows);
  }
}
