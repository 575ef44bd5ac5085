package io.refrain.jdbc;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.jdbc.RejectedLimit.Rejected;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** Upserts shards, each as it comes, on a connection of its worker's pool. */
final class WriteShardFn extends DoFn<KV<Integer, Iterable<RowBlock>>, Counts> {
  private static final long serialVersionUID = 1L;

  private final UpsertSpec spec;
  private final RowLayout layout;
  private final TupleTag<RejectedRow> rejected;
  private final RejectedLimit limit;
  private final PCollectionView<Rejected> rejectedBefore;
  private transient ConnectionPool pool;
  private transient ShardWriter writer;

  /**
   * @param rejectedBefore the rows rejected before any was written; null if that is not known, as
   *     on unbounded input
   */
  WriteShardFn(
      UpsertSpec spec,
      RowLayout layout,
      TupleTag<RejectedRow> rejected,
      RejectedLimit limit,
      PCollectionView<Rejected> rejectedBefore) {
    this.spec = spec;
    this.layout = layout;
    this.rejected = rejected;
    this.limit = limit;
    this.rejectedBefore = rejectedBefore;
  }

  @Setup
  public void setup() {
    pool = ConnectionPool.acquire(spec.connection());
    try {
      JdbcDialect dialect = spec.dialect();
      TargetTable table = new TableOpener(spec, layout, dialect).open(pool);
      writer = writer(dialect, table);
    } catch (RuntimeException e) {
      teardown();
      throw e;
    }
  }

  private ShardWriter writer(JdbcDialect dialect, TargetTable table) {
    RowKey key = spec.latestBy().key(layout);
    RowOrder order = spec.latestBy().order(layout);
    TableStatements statements =
        new TableStatements(dialect, layout, table, pool.statementTimeoutSeconds());
    BatchTransaction transaction = new BatchTransaction(layout, key, order, statements);
    BatchWriter batches =
        new BatchWriter(dialect, pool, transaction, Retries.DEFAULT, spec.target());
    return new ShardWriter(spec.limits(), dialect, statements, batches, layout, key, order);
  }

  @ProcessElement
  public void write(@Element KV<Integer, Iterable<RowBlock>> shard, ProcessContext context)
      throws InterruptedException {
    if (rejectedBefore != null) {
      limit.check(context.sideInput(rejectedBefore), "Nothing was changed.");
    }
    context.output(writer.write(shard.getValue(), row -> context.output(rejected, row)));
  }

  @Teardown
  public void teardown() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
