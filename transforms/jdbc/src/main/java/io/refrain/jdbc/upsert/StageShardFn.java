package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.Retries;
import io.refrain.jdbc.staging.Stages;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Stages shards, each as it comes: what of them is to be written goes where nobody looks. */
final class StageShardFn extends DoFn<KV<Integer, Iterable<RowBlock>>, StagedShard> {
  private static final long serialVersionUID = 1L;

  private final UpsertSpec spec;
  private final RowLayout layout;
  private final TupleTag<RejectedRow> rejected;
  private final RejectedLimit limit;
  private transient ConnectionPool pool;
  private transient UpsertTable table;
  private transient Stages stages;

  StageShardFn(
      UpsertSpec spec, RowLayout layout, TupleTag<RejectedRow> rejected, RejectedLimit limit) {
    this.spec = spec;
    this.layout = layout;
    this.rejected = rejected;
    this.limit = limit;
  }

  @Setup
  public void setup() {
    pool = ConnectionPool.acquire(spec.connection());
    try {
      table = UpsertTable.open(spec, layout, pool);
      stages = table.stages(pool, Retries.DEFAULT);
      stages.makeRegistry();
    } catch (SQLException | IOException e) {
      teardown();
      throw new RefrainException(
          Kind.UNKNOWN,
          "Cannot make the table that lists what is staged beside "
              + spec.target()
              + ": "
              + e.getMessage()
              + ". No row was changed. Run again once the database can be reached.",
          e);
    } catch (RuntimeException e) {
      teardown();
      throw e;
    }
  }

  @ProcessElement
  public void stage(@Element KV<Integer, Iterable<RowBlock>> shard, ProcessContext context)
      throws InterruptedException, IOException {
    StageTransaction staging = new StageTransaction(table, stages);
    boolean staged = false;
    try {
      Rejected soFar = new Rejected();
      Counts counts =
          new ShardWriter(table, layout, pool, Retries.DEFAULT, staging)
              .write(
                  shard.getValue(),
                  row -> {
                    limit.checkBeforeCommit(soFar.add(row));
                    context.output(rejected, row);
                  });
      // What is staged is counted when it is merged.
      Counts settled = staging.settled(counts);
      context.output(new StagedShard(staging.finish(), settled));
      staged = true;
    } finally {
      if (!staged) {
        stages.drop(table.table().name(), staging.tables());
      }
    }
  }

  @Teardown
  public void teardown() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
