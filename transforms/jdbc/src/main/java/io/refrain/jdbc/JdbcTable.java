package io.refrain.jdbc;

import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.replace.JdbcStore;
import io.refrain.jdbc.replace.ReplaceSpec;
import io.refrain.jdbc.table.TableName;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * A database table whose rows are replaced atomically: delete-and-insert of an interval or of
 * partitions, or truncate-and-reload, in one transaction.
 *
 * <p><b>Guarantee.</b> Readers at READ COMMITTED see all of the old rows or all of the new ones;
 * views, grants, constraints and indexes stay, because rows are deleted and inserted and the table
 * is never swapped or truncated. Token and receipt are stored by the same transaction, in {@code
 * refrain_ledger} beside the table. Commits of one table follow one another.
 *
 * <p><b>Scopes.</b> Without {@link #partitionedBy}: everything, or an interval of any date or
 * timestamp column, row by row. With it: also single partitions, and the partitions present in the
 * input; an interval then is one of a partition column. Each partition is staged into a table of
 * its own, so name partition columns only if scopes need them.
 *
 * <p><b>Foreign writers.</b> It is remembered how many rows each run wrote where ({@code
 * refrain_content}). Rows of the scope that no run wrote, and numbers that do not agree, are a
 * conflict unless taken over: so the first replace in a table that holds rows already has to take
 * over, and upserts into the same rows count as foreign. A changed row is not noticed if the number
 * of rows stays. Where the database has such a lock (PostgreSQL), other writers of the table wait
 * while a commit runs, readers never.
 *
 * <p><b>Keys.</b> A table with a primary key or unique index needs input with one row for each key:
 * {@code PartitionReplaceSink.latestByKey}, or {@code DedupLatestByKey} before it. A row of the
 * same key outside of the scope violates the constraint, and the run fails and changes nothing.
 *
 * <p><b>Rejected rows.</b> A null where the table takes none, a number out of range, a text too
 * long: found before anything is staged. A violated constraint is found by the commit, which then
 * fails with its name.
 *
 * <p><b>What it leaves behind.</b> Four tables with the prefix {@code refrain_} in the table's
 * schema. Staging tables {@code refrain_stage_…} are dropped after the commit; those of crashed
 * runs by a later run or {@link #repair}, once they are older than the safe age by the database's
 * clock.
 *
 * <p><b>Errors.</b> When a worker starts, a {@link io.refrain.core.RefrainException}: the database
 * cannot be reached, the table does not fit, or a foreign key leads to it that cascades deletes.
 *
 * <pre>{@code
 * orders.apply(
 *     PartitionReplaceSink.<Order>into(
 *             JdbcTable.in(JdbcConnection.of("jdbc:postgresql://localhost/shop").user("loader"))
 *                 .table("orders"))
 *         .scope(ReplaceScope.interval("order_date", DataInterval.parse("2024-03")))
 *         .pipelineName("orders"));
 * }</pre>
 */
public final class JdbcTable implements ReplaceTarget {
  private static final long serialVersionUID = 1L;
  private static final Duration DEFAULT_SAFE_AGE = Duration.ofDays(1);

  private final ReplaceSpec spec;

  private JdbcTable(ReplaceSpec spec) {
    this.spec = spec;
  }

  /** A database, of which a table is still to be named. */
  public static final class InDatabase {
    private final JdbcConnection connection;

    private InDatabase(JdbcConnection connection) {
      this.connection = connection;
    }

    /**
     * The table: {@code orders}, {@code sales.orders}, or with parts in double quotes, which are
     * matched exactly.
     */
    public JdbcTable table(String name) {
      return new JdbcTable(
          new ReplaceSpec(
              connection,
              TableName.parse(name),
              List.of(),
              new ReplaceSpec.Options(false, List.of(), DEFAULT_SAFE_AGE)));
    }

    /** As {@link JdbcTable#repair}, in the connection's own schema. */
    public List<String> repair() throws IOException {
      return table("refrain").repair();
    }
  }

  /** In this database. */
  public static InDatabase in(JdbcConnection connection) {
    return new InDatabase(connection);
  }

  /** Whose values make partitions that can be replaced one by one. */
  public JdbcTable partitionedBy(String... columns) {
    return partitionedBy(List.of(columns));
  }

  /** As {@link #partitionedBy(String...)}. */
  public JdbcTable partitionedBy(List<String> columns) {
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("A partition column is named twice: " + columns + ".");
    }
    return new JdbcTable(new ReplaceSpec(spec.connection(), spec.table(), columns, spec.options()));
  }

  /** Makes the table if it is not there, with these columns as its primary key, if any. */
  public JdbcTable createTable(String... primaryKey) {
    return with(new ReplaceSpec.Options(true, List.of(primaryKey), spec.options().safeAge()));
  }

  /** How old must be what was staged, to be removed; 1 day unless set. */
  public JdbcTable withSafeAge(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("safeAge must not be negative: " + age + ".");
    }
    ReplaceSpec.Options options = spec.options();
    return with(new ReplaceSpec.Options(options.createTable(), options.primaryKey(), age));
  }

  private JdbcTable with(ReplaceSpec.Options options) {
    return new JdbcTable(
        new ReplaceSpec(spec.connection(), spec.table(), spec.partitionColumns(), options));
  }

  @Override
  public String name() {
    return spec.target();
  }

  @Override
  public List<String> partitionColumns() {
    return List.copyOf(spec.partitionColumns());
  }

  @Override
  public boolean replacesRowByRow() {
    return spec.partitionColumns().isEmpty();
  }

  @Override
  public boolean stagesPartitionsWhole() {
    return true;
  }

  @Override
  public void check(RowLayout layout, ReplaceScope scope) {
    layout.indexesOf(spec.partitionColumns());
    layout.indexesOf(spec.options().primaryKey());
    boolean byPartition =
        scope instanceof ReplaceScope.Present || scope instanceof ReplaceScope.Partitions;
    if (byPartition && spec.partitionColumns().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot replace "
              + scope
              + " in "
              + name()
              + ": say which columns make a partition there (partitionedBy).");
    }
    JdbcDialect dialect = spec.dialect();
    for (int i = 0; i < layout.columnCount(); i++) {
      try {
        dialect.columnType(layout.type(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Column '"
                + layout.name(i)
                + "' cannot be stored: "
                + e.getMessage()
                + " Take its parts apart into columns, or leave it out.",
            e);
      }
    }
  }

  /**
   * Drops what crashed runs staged in the table's schema, once it is older than the safe age. The
   * next run does the same by itself.
   *
   * @return the names of the staging tables
   */
  public List<String> repair() throws IOException {
    return JdbcStore.sweep(spec.connection(), spec.table(), spec.options().safeAge());
  }

  @Override
  public ReplaceStore open(RowLayout layout) {
    return JdbcStore.open(spec, layout);
  }
}
