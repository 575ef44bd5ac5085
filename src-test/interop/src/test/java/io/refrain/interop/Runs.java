package io.refrain.interop;

import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Pipelines;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** Pipelines of Refrain, each run of a higher epoch than the one before. */
final class Runs {
  private static final AtomicLong EPOCHS = new AtomicLong(1000);

  private Runs() {}

  private static PartitionReplaceSink<Row> sink(ReplaceTarget target, ReplaceScope scope) {
    return PartitionReplaceSink.<Row>into(target)
        .scope(scope)
        .pipelineName("orders")
        .withShards(2)
        .epoch(EPOCHS.incrementAndGet());
  }

  private static Pipeline pipeline(Schema schema, List<Row> rows, PartitionReplaceSink<Row> sink) {
    Pipeline pipeline = Pipelines.create(2);
    input(pipeline, schema, rows).apply(sink);
    return pipeline;
  }

  private static PCollection<Row> input(Pipeline pipeline, Schema schema, List<Row> rows) {
    return pipeline.apply(Create.of(rows).withRowSchema(schema));
  }

  static void replace(ReplaceTarget target, ReplaceScope scope, Schema schema, List<Row> rows) {
    pipeline(schema, rows, sink(target, scope)).run().waitUntilFinish();
  }

  static void takeOver(ReplaceTarget target, ReplaceScope scope, Schema schema, List<Row> rows) {
    pipeline(schema, rows, sink(target, scope).takeOver()).run().waitUntilFinish();
  }

  static RefrainException refused(
      ReplaceTarget target, ReplaceScope scope, Schema schema, List<Row> rows) {
    return Pipelines.failure(pipeline(schema, rows, sink(target, scope)));
  }

  static MergeTableSink<Row> merge(MergeTarget target) {
    return MergeTableSink.<Row>into(target)
        .byKey("order_id")
        .latestBy("updated_at")
        .pipelineName("orders-merge")
        .withShards(2)
        .epoch(EPOCHS.incrementAndGet());
  }

  static Pipeline merging(MergeTableSink<Row> sink, Schema schema, List<Row> rows) {
    Pipeline pipeline = Pipelines.create(2);
    input(pipeline, schema, rows).apply(sink);
    return pipeline;
  }

  static void merge(MergeTableSink<Row> sink, Schema schema, List<Row> rows) {
    merging(sink, schema, rows).run().waitUntilFinish();
  }
}
