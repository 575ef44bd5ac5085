package io.refrain.conformance.scenario;

import io.refrain.conformance.subject.FlawedMergeTarget;
import io.refrain.conformance.subject.Lake;
import io.refrain.conformance.subject.MergeSubject;
import io.refrain.conformance.subject.Shop;
import io.refrain.core.MergeReceipt;
import io.refrain.core.RejectedRow;
import io.refrain.core.merge.MergeResult;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.store.MergeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;

/** A fresh table for merges, and the ways to fill it: by pipelines, or by the store alone. */
public final class MergeSite extends Site {
  private final MergeSubject subject;
  private final MergeTarget sound;
  private final MergeTarget target;
  private int arrivals;

  private MergeSite(MergeSubject subject, Planted planted, Runner runner, MergeTarget sound) {
    super(planted, runner);
    this.subject = subject;
    this.sound = sound;
    this.target =
        planted
            .ofMergedTable()
            .<MergeTarget>map(flaw -> new FlawedMergeTarget(sound, flaw))
            .orElse(sound);
  }

  public static MergeSite of(MergeSubject subject, Planted planted, Runner runner)
      throws Exception {
    return new MergeSite(subject, planted, runner, subject.fresh("order_date"));
  }

  /** Another one, as fresh. */
  MergeSite another(String... partitionColumns) throws Exception {
    return new MergeSite(subject, planted, runner, subject.fresh(partitionColumns));
  }

  MergeTarget target() {
    return target;
  }

  @Override
  List<String> content() throws Exception {
    return subject.read(sound);
  }

  @Override
  void onHalfDone(Runnable look) {
    if (target instanceof FlawedMergeTarget flawed) {
      flawed.duringCommits(look);
    }
  }

  void append(List<Row> rows) throws Exception {
    subject.append(sound, rows);
  }

  OptionalInt leftAfterSweeping() throws Exception {
    return subject.leftAfterSweeping(sound);
  }

  /** A merge without a pipeline. */
  MergeRun run() {
    return MergeRun.into(target, "order_id");
  }

  /** How a pipeline came out. */
  record Outcome(List<MergeReceipt> receipts, List<RejectedRow> rejected) {
    MergeReceipt receipt() {
      return receipts.get(0);
    }
  }

  /** Merges rows by a pipeline. */
  Outcome deliver(List<Row> rows, long epoch) throws Exception {
    return deliver(rows, epoch, sink -> sink, false);
  }

  /** As {@link #deliver(List, long)}, and fails once the commit is done. */
  String deliverAndDie(List<Row> rows, long epoch) {
    return failure(() -> deliver(rows, epoch, sink -> sink, true));
  }

  /** Deletes orders, remembering them, by a pipeline. */
  Outcome delete(List<Row> rows, long epoch) throws Exception {
    return changes(rows, "d", epoch);
  }

  /** Upserts orders beside deletes. */
  Outcome upsert(List<Row> rows, long epoch) throws Exception {
    return changes(rows, "u", epoch);
  }

  private Outcome changes(List<Row> rows, String kind, long epoch) {
    List<Row> changes =
        rows.stream()
            .map(r -> Row.withSchema(Shop.CHANGES).addValues(r.getValues()).addValue(kind).build())
            .toList();
    return byPipeline(
        changes,
        Shop.CHANGES,
        has(Planted.FORGETS_DELETES)
            ? sink(epoch).changeKind("op").hardDeletes()
            : sink(epoch).changeKind("op").softDelete(Lake.GONE),
        false);
  }

  private MergeTableSink<Row> sink(long epoch) {
    return MergeTableSink.<Row>into(target)
        .byKey("order_id")
        .latestBy("updated_at")
        .pipelineName("orders")
        .epoch(epoch)
        .withShards(2);
  }

  Outcome deliver(List<Row> rows, long epoch, UnaryOperator<MergeTableSink<Row>> more, boolean die)
      throws Exception {
    List<Row> prepared = new ArrayList<>(prepared(rows));
    if (has(Planted.BLIND_APPEND)) {
      append(prepared);
      if (die) {
        throw new IllegalStateException("killed on purpose");
      }
      return new Outcome(List.of(), List.of());
    }
    if (has(Planted.LAST_WRITE_WINS)) {
      prepared.replaceAll(
          r ->
              Row.fromRow(r)
                  .withFieldValue("updated_at", Shop.NOON.plusSeconds(100_000 + ++arrivals))
                  .build());
    }
    return byPipeline(prepared, Shop.SCHEMA, more.apply(sink(epoch)), die);
  }

  private Outcome byPipeline(List<Row> rows, Schema schema, MergeTableSink<Row> sink, boolean die) {
    Pipeline pipeline = runner.pipeline();
    MergeResult result =
        pipeline
            .apply(Create.of(rows).withRowSchema(schema))
            .setTypeDescriptor(TypeDescriptors.rows())
            .apply("Merge", sink);
    Gathered<MergeReceipt> receipts = new Gathered<>("Receipts", result.receipts());
    Gathered<RejectedRow> rejected = new Gathered<>("Rejected", result.rejected());
    if (die) {
      result.receipts().apply("Die", ParDo.of(new Gathered.FailFn<>()));
    }
    pipeline.run().waitUntilFinish();
    return new Outcome(receipts.list(), rejected.list());
  }

  /** Builds a pipeline without running it. */
  void build(UnaryOperator<MergeTableSink<Row>> sink) {
    buildOnly(() -> sink.apply(MergeTableSink.<Row>into(target)));
  }
}
