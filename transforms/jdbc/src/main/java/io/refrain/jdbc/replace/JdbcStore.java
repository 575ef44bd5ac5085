package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.dialect.Dialects;
import io.refrain.jdbc.dialect.Fault;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.staging.SideTables;
import io.refrain.jdbc.staging.Stages;
import io.refrain.jdbc.staging.Transactions;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open table: stages rows beside it, and replaces a scope of it in one transaction. */
public final class JdbcStore implements ReplaceStore {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

  private final ReplaceSpec spec;
  private final OpenTable table;
  private final RowFit fit;
  private final Transactions transactions;
  private final SideTables tables;
  private final Ledger ledger;
  private final Stages stages;
  private final RowCounts counts;
  private final TableStager.Memory memory = new TableStager.Memory();
  private final Runnable release;
  private boolean counted;

  private JdbcStore(
      ReplaceSpec spec, OpenTable table, Transactions transactions, Runnable release) {
    this.spec = spec;
    this.table = table;
    this.fit = new RowFit(table);
    this.transactions = transactions;
    this.tables = ReplaceTables.in(table.dialect(), table.stored().schema(), transactions);
    this.ledger = new Ledger(tables, table.stored().name(), spec.timeoutSeconds());
    this.stages = new Stages(table.dialect(), table.stored().schema(), transactions);
    this.counts = new RowCounts(table, spec.partitionColumns(), spec.timeoutSeconds());
    this.release = release;
  }

  /**
   * Opens a table, on a pool of connections of this process.
   *
   * @throws RefrainException if there is no such table, or rows cannot be replaced in it
   */
  public static JdbcStore open(ReplaceSpec spec, RowLayout layout) {
    ConnectionPool pool = ConnectionPool.acquire(spec.connection());
    try {
      return open(spec, layout, pool, Retries.DEFAULT, pool::close);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  static JdbcStore open(
      ReplaceSpec spec,
      RowLayout layout,
      Connections connections,
      Retries retries,
      Runnable release) {
    JdbcDialect dialect = spec.dialect();
    OpenTable table = OpenTable.find(spec, dialect, layout, connections);
    return new JdbcStore(spec, table, new Transactions(dialect, connections, retries), release);
  }

  @Override
  public Stager stage(String attempt, Partition partition) throws IOException {
    if (!partition.columns().equals(spec.partitionColumns())) {
      throw new IllegalArgumentException(
          "Partition "
              + partition
              + " does not fit "
              + spec.target()
              + ", which is partitioned by "
              + spec.partitionColumns()
              + ".");
    }
    makeTables();
    return new TableStager(table, stages, transactions, memory, attempt, partition);
  }

  @Override
  public Optional<Unfit> unfit(RowCursor row) {
    return fit.unfit(row);
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    StateReader reader = new StateReader(tables, ledger, counts, spec.partitionColumns());
    try {
      return transactions.repeat(connection -> reader.read(connection, scope));
    } catch (SQLException e) {
      throw failed("read the state of", scope, e);
    } catch (IllegalArgumentException e) {
      throw refused(scope, e.getMessage(), "Name the scope as the table has its columns.", e);
    }
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    ReplaceScope scope = plan.receipt().token().scope();
    try {
      makeTables();
      beginCounting();
      CommitTransaction transaction =
          new CommitTransaction(spec, table, counts, ledger, stages, plan);
      transactions.run(transaction::run);
    } catch (StateChangedException e) {
      LOG.info("The state of {} changed: {}", spec.target(), e.getMessage());
      return CommitAnswer.STATE_CHANGED;
    } catch (SQLException e) {
      throw failed("replace", scope, e);
    } catch (IllegalArgumentException e) {
      throw refused(scope, e.getMessage(), "Run again.", e);
    }
    clearUp(plan);
    return CommitAnswer.DONE;
  }

  /** The commit is in effect: nothing may fail it now. */
  private void clearUp(CommitPlan plan) {
    try {
      discard(plan.staged());
      stages.sweep(spec.options().safeAge());
    } catch (SQLException | IOException | RuntimeException e) {
      LOG.warn("Committed; what is left to clear up is left to a later run", e);
    }
  }

  private void makeTables() throws IOException {
    try {
      tables.make();
      stages.makeRegistry();
    } catch (SQLException e) {
      throw failed("make the tables to replace", ReplaceScope.everything(), e);
    }
  }

  /** Makes the row that counts the commits. Several may try at once: one of them does. */
  private void beginCounting() throws SQLException, IOException {
    if (counted || transactions.repeat(ledger::version) >= 0) {
      counted = true;
      return;
    }
    try {
      transactions.run(
          connection -> {
            ledger.beginCounting(connection);
            return null;
          });
    } catch (SQLException | Transactions.LostAnswerException e) {
      if (transactions.repeat(ledger::version) < 0) {
        throw e;
      }
    }
    counted = true;
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    List<String> names = new ArrayList<>();
    staged.forEach(one -> names.add(one.location()));
    stages.drop(table.stored().name(), names);
  }

  /**
   * Drops what was staged in a schema, for whatever table, and is older than an age.
   *
   * @param name of a table in the schema; it need not be there
   * @return the names of the staging tables
   */
  public static List<String> sweep(JdbcConnection database, TableName name, Duration age)
      throws IOException {
    JdbcDialect dialect = Dialects.of(database.url(), database.name());
    try (ConnectionPool pool = ConnectionPool.acquire(database)) {
      Transactions transactions = new Transactions(dialect, pool, Retries.DEFAULT);
      String schema =
          transactions.repeat(connection -> new TableReader(dialect, connection).schemaOf(name));
      return new Stages(dialect, schema, transactions).sweep(age);
    } catch (SQLException e) {
      throw new IOException(
          "Cannot drop what was staged in " + database.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    release.run();
  }

  /** Nothing is in effect: the database said no, or it was not asked to commit. */
  private IOException failed(String what, ReplaceScope scope, SQLException e) {
    String message = String.valueOf(e.getMessage()).strip().replaceFirst("[.]+$", "");
    Fault fault = transactions.fault(e);
    if (fault == Fault.TRANSIENT) {
      return new IOException(
          "Cannot " + what + " " + scope + " in " + spec.target() + ": " + message, e);
    }
    if (fault == Fault.ROW) {
      Optional<String> constraint = table.dialect().constraintIn(message);
      throw refused(
          scope,
          constraint.map(c -> "the constraint " + c + " forbids it: ").orElse("") + message,
          "Mend the input; of rows with the same key keep the latest only.",
          e);
    }
    throw refused(
        scope,
        message,
        "See whether the table was altered or dropped, whether this user may read, delete and insert"
            + " there, and whether there is space; then run again.",
        e);
  }

  private RefrainException refused(ReplaceScope scope, String why, String advice, Exception cause) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot replace "
            + scope
            + " in "
            + spec.target()
            + ": "
            + why
            + ". Nothing was changed. "
            + advice,
        cause);
  }
}
