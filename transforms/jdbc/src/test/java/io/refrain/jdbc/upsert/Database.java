package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.table.TableName;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/** A real database of a test: runs statements, reads tables, upserts rows without a pipeline. */
public final class Database {
  public static final Retries QUICK = new Retries(6, Duration.ofMillis(1), Duration.ofMillis(20));

  public final JdbcConnection connection;

  private final UnaryOperator<String> dialect;
  private final Function<UpsertSpec, JdbcDialect> written;
  private final boolean atomic;

  public Database(JdbcConnection connection) {
    this(connection, UnaryOperator.identity());
  }

  /**
   * A database that does not understand all of the statements that tests are written in.
   *
   * @param dialect turns a statement of a test into its own, or into several with {@code ;;} in
   *     between
   */
  public Database(JdbcConnection connection, UnaryOperator<String> dialect) {
    this(connection, dialect, UpsertSpec::dialect, false);
  }

  private Database(
      JdbcConnection connection,
      UnaryOperator<String> dialect,
      Function<UpsertSpec, JdbcDialect> written,
      boolean atomic) {
    this.connection = connection;
    this.dialect = dialect;
    this.written = written;
    this.atomic = atomic;
  }

  /** The same database, rows written as another dialect writes them. */
  public Database writtenBy(JdbcDialect other) {
    return new Database(connection, dialect, spec -> other, atomic);
  }

  /** The same database, all rows of an upsert becoming visible at once. */
  public Database atomically() {
    return new Database(connection, dialect, written, true);
  }

  boolean isAtomic() {
    return atomic;
  }

  public Connection open() throws SQLException {
    return connection.user() == null
        ? DriverManager.getConnection(connection.url())
        : DriverManager.getConnection(connection.url(), connection.user().resolve("user name"), "");
  }

  public void run(String... statements) throws SQLException {
    try (Connection c = open();
        Statement s = c.createStatement()) {
      for (String statement : statements) {
        for (String own : dialect.apply(statement).split(";;", 0)) {
          s.execute(own);
        }
      }
    }
  }

  /** A statement of a test as this database understands it. */
  public String own(String statement) {
    return dialect.apply(statement);
  }

  /** The result of a query: each row as text, in the order of the query. */
  public List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection c = open();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery(dialect.apply(sql))) {
      while (r.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(r.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  public UpsertSpec spec(String table, List<String> keys, List<String> versions, int batchRows) {
    return new UpsertSpec(
        connection,
        TableName.parse(table),
        new LatestBy(keys, versions, null),
        new UpsertSpec.Limits(batchRows, 8 << 20, true));
  }

  /** What became of rows that were upserted. */
  public record Outcome(Counts counts, List<RejectedRow> rejected) {}

  public Outcome upsert(String table, List<Row> orders) throws InterruptedException, IOException {
    return upsert(spec(table, List.of("order_id"), List.of("updated_at"), 7), orders);
  }

  public Outcome upsert(UpsertSpec spec, List<Row> rows) throws InterruptedException, IOException {
    try (ConnectionPool pool = ConnectionPool.acquire(connection)) {
      return upsert(spec, rows, pool);
    }
  }

  public Outcome upsert(UpsertSpec spec, List<Row> rows, Connections connections)
      throws InterruptedException, IOException {
    if (atomic) {
      return merge(spec, rows, connections, ForwardingConnections.Action.NOTHING);
    }
    return write(
        spec,
        rows,
        layout -> ShardWriter.open(spec, layout, connections, QUICK, written.apply(spec)));
  }

  /** Stages, does something between, and merges. */
  Outcome merge(
      UpsertSpec spec,
      List<Row> rows,
      Connections connections,
      ForwardingConnections.Action between)
      throws InterruptedException, IOException {
    UpsertTable[] table = new UpsertTable[1];
    StageTransaction[] staging = new StageTransaction[1];
    Outcome staged =
        write(
            spec,
            rows,
            layout -> {
              table[0] = UpsertTable.open(spec, layout, connections);
              Stages stages = table[0].stages(connections, QUICK);
              try {
                stages.makeRegistry();
              } catch (SQLException | IOException e) {
                throw new RefrainException(RefrainException.Kind.UNKNOWN, e.getMessage(), e);
              }
              staging[0] = new StageTransaction(table[0], stages);
              return new ShardWriter(table[0], layout, connections, QUICK, staging[0]);
            });
    try {
      between.run();
    } catch (SQLException e) {
      throw new IOException(e);
    }
    List<RejectedRow> rejected = new ArrayList<>(staged.rejected());
    Counts counts = staging[0].settled(staged.counts());
    Counts merged =
        new AtomicMerge(table[0], connections, QUICK, MergeMarks.open(table[0], connections))
            .merge(UUID.randomUUID(), staging[0].finish(), rejected::add);
    return new Outcome(counts.plus(merged), rejected);
  }

  /** What would become of rows, if they were upserted. */
  public Outcome plan(UpsertSpec spec, List<Row> rows) throws InterruptedException, IOException {
    try (ConnectionPool pool = ConnectionPool.acquire(connection)) {
      return write(spec, rows, layout -> ShardWriter.plan(spec, layout, pool, QUICK));
    }
  }

  private static Outcome write(
      UpsertSpec spec, List<Row> rows, Function<RowLayout, ShardWriter> open)
      throws InterruptedException, IOException {
    Schema schema = rows.isEmpty() ? Orders.SCHEMA : rows.get(0).getSchema();
    List<RejectedRow> rejected = new ArrayList<>();
    RowLayout layout = RowLayout.of(schema);
    RowBlock block = Orders.block(schema, rows);
    if (spec.changes().marks(spec.latestBy())) {
      block = new ChangeRows(layout, spec.latestBy(), spec.changes()).apply(block, rejected::add);
      layout = spec.changes().marked(layout, spec.latestBy());
    }
    Counts counts = open.apply(layout).write(List.of(block), rejected::add);
    return new Outcome(counts, rejected);
  }
}
