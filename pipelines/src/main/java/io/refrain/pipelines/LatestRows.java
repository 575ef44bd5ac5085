package io.refrain.pipelines;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.row.RowBlock;
import io.refrain.pipelines.input.Delivery;
import io.refrain.pipelines.input.ReadDelivery;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The latest row of each key of a delivery, without keys whose latest row is a delete; and what was
 * counted and rejected on the way there.
 */
final class LatestRows {
  private final PCollection<RowBlock> rows;
  private final ReadDelivery.Result read;
  private final DedupLatestByKey.Result<RowBlock> latest;
  private final PCollectionTuple dropped;

  private LatestRows(
      PCollection<RowBlock> rows,
      ReadDelivery.Result read,
      DedupLatestByKey.Result<RowBlock> latest,
      PCollectionTuple dropped) {
    this.rows = rows;
    this.read = read;
    this.latest = latest;
    this.dropped = dropped;
  }

  static LatestRows of(Pipeline pipeline, Delivery delivery, LatestBy latestBy) {
    ReadDelivery.Result read = pipeline.apply("Read", delivery.read());
    DedupLatestByKey.Result<RowBlock> latest =
        read.rows().apply("KeepLatest", Steps.dedup(latestBy));
    if (latestBy.changeKind() == null) {
      return new LatestRows(latest.rows(), read, latest, null);
    }
    PCollectionTuple kept =
        latest.rows().apply("DropDeletes", new DropDeletes(latestBy.changeKind()));
    return new LatestRows(kept.get(DropDeletes.ROWS), read, latest, kept);
  }

  PCollection<RowBlock> rows() {
    return rows;
  }

  /** Puts what was counted and rejected to a sink's account. */
  <T> PartitionReplaceSink<T> account(PartitionReplaceSink<T> sink) {
    PartitionReplaceSink<T> charged =
        sink.after(Steps.countUnreadable(read.rejected()), read.rejected()).after(latest);
    return dropped == null
        ? charged
        : charged.after(dropped.get(DropDeletes.COUNTS), Steps.noneRejected(rows.getPipeline()));
  }
}
