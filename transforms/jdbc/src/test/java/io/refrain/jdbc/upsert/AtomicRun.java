package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.staging.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.values.Row;

/** An atomic upsert of orders without a pipeline: two shards, and what became of their rows. */
final class AtomicRun {
  private final UpsertSpec spec;
  private final List<StagedRows> staged = new ArrayList<>();
  private final List<RejectedRow> rejected = new ArrayList<>();
  private Counts counts = Counts.NONE;
  private Connections calm;

  AtomicRun(UpsertSpec spec) {
    this.spec = spec;
  }

  UpsertTable open(Connections connections) {
    return UpsertTable.open(spec, RowLayout.of(Orders.SCHEMA), opening(connections));
  }

  /** Opens tables over other connections than those that rows are written over. */
  AtomicRun openedOver(Connections connections) {
    calm = connections;
    return this;
  }

  private Connections opening(Connections connections) {
    return calm == null ? connections : calm;
  }

  AtomicRun stage(Connections connections, List<Row> rows) throws Exception {
    UpsertTable table = open(connections);
    Stages stages = table.stages(connections, Database.QUICK);
    stages.makeRegistry();
    for (int shard = 0; shard < 2; shard++) {
      int wanted = shard;
      List<Row> part = rows.stream().filter(r -> r.getInt64("order_id") % 2 == wanted).toList();
      StageTransaction staging = new StageTransaction(table, stages);
      Counts all =
          new ShardWriter(table, RowLayout.of(Orders.SCHEMA), connections, Database.QUICK, staging)
              .write(List.of(Orders.block(Orders.SCHEMA, part)), rejected::add);
      staged.addAll(staging.finish());
      counts = counts.plus(staging.settled(all));
    }
    return this;
  }

  AtomicRun staged(List<StagedRows> rows) {
    staged.addAll(rows);
    return this;
  }

  AtomicRun merge(Connections connections, UUID id, int allowed) throws Exception {
    UpsertTable table = open(connections);
    AtomicMerge merge =
        new AtomicMerge(
            table, connections, Database.QUICK, MergeMarks.open(table, opening(connections)));
    counts =
        counts.plus(
            merge.merge(
                id,
                staged,
                row -> {
                  rejected.add(row);
                  if (rejected.size() > allowed) {
                    throw new RefrainException(
                        RefrainException.Kind.REJECTED_ROWS, "too many", rejected);
                  }
                }));
    return this;
  }

  /** Clears up as a merge does when it is in effect. */
  AtomicRun clearUp(Connections connections, Duration age) throws Exception {
    return clearUp(connections, connections, age);
  }

  /** Over connections that may fail, once the tables are looked up over others. */
  AtomicRun clearUp(Connections looks, Connections connections, Duration age) throws Exception {
    UpsertTable table = open(looks);
    MergeMarks marks = MergeMarks.open(table, looks);
    new Leftovers(table, marks, connections, Database.QUICK).clearUp(age);
    return this;
  }

  List<StagedRows> staged() {
    return staged;
  }

  List<RejectedRow> rejected() {
    return rejected;
  }

  Counts counts() {
    return counts;
  }
}
