package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Retries;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Upserts shards, or plans to, each as it comes, on a connection of its worker's pool. */
public final class WriteShardFn extends DoFn<KV<Integer, Iterable<RowBlock>>, Counts> {
  private static final long serialVersionUID = 1L;

  /** What is done with the rows. */
  public enum Purpose {
    WRITE,
    /** Say what would become of them; nothing is written. */
    PLAN
  }

  private final Purpose purpose;
  private final UpsertSpec spec;
  private final RowLayout layout;
  private final TupleTag<RejectedRow> rejected;
  private final RejectedLimit limit;
  private transient ConnectionPool pool;
  private transient ShardWriter writer;

  /**
   * @param purpose what is done with the rows
   * @param limit of rejected rows: where marks among the blocks say that it is exceeded already,
   *     nothing is written. The run is to be failed elsewhere, by who knows the rows
   */
  public WriteShardFn(
      Purpose purpose,
      UpsertSpec spec,
      RowLayout layout,
      TupleTag<RejectedRow> rejected,
      RejectedLimit limit) {
    this.purpose = purpose;
    this.spec = spec;
    this.layout = layout;
    this.rejected = rejected;
    this.limit = limit;
  }

  @Setup
  public void setup() {
    pool = ConnectionPool.acquire(spec.connection());
    try {
      writer =
          purpose == Purpose.WRITE
              ? ShardWriter.open(spec, layout, pool, Retries.DEFAULT)
              : ShardWriter.plan(spec, layout, pool, Retries.DEFAULT);
    } catch (RuntimeException e) {
      teardown();
      throw e;
    }
  }

  @ProcessElement
  public void write(@Element KV<Integer, Iterable<RowBlock>> shard, ProcessContext context)
      throws InterruptedException, IOException {
    if (limit.isExceededBy(RejectedMark.sum(shard.getValue()))) {
      return;
    }
    Rejected soFar = new Rejected();
    context.output(
        writer.write(
            RejectedMark.without(shard.getValue()),
            row -> {
              limit.checkSoFar(soFar.add(row));
              context.output(rejected, row);
            }));
  }

  @Teardown
  public void teardown() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
