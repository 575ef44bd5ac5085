package io.refrain.conformance.scenario;

import io.refrain.conformance.subject.DefectiveTarget;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.conformance.subject.Shop;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.StoreRun;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;

/** A fresh target for replaces, and the ways to fill it: by pipelines, or by the store alone. */
public final class ReplaceSite extends Site {
  private final ReplaceSubject subject;
  private final ReplaceTarget sound;
  private final ReplaceTarget target;

  private ReplaceSite(ReplaceSubject subject, Planted planted, Runner runner, ReplaceTarget sound) {
    super(planted, runner);
    this.subject = subject;
    this.sound = sound;
    this.target =
        planted.ofStore().<ReplaceTarget>map(d -> DefectiveTarget.of(sound, d)).orElse(sound);
  }

  public static ReplaceSite of(ReplaceSubject subject, Planted planted, Runner runner)
      throws Exception {
    return new ReplaceSite(subject, planted, runner, subject.fresh("order_date"));
  }

  /** Another one, as fresh. */
  ReplaceSite another(String... partitionColumns) throws Exception {
    return new ReplaceSite(subject, planted, runner, subject.fresh(partitionColumns));
  }

  ReplaceTarget target() {
    return target;
  }

  String momentOfChange() {
    return subject.momentOfChange();
  }

  @Override
  List<String> content() throws Exception {
    return subject.read(sound);
  }

  List<Row> contentRows() {
    try {
      org.apache.beam.sdk.schemas.Schema line =
          org.apache.beam.sdk.schemas.Schema.builder().addStringField("line").build();
      return content().stream().map(text -> Row.withSchema(line).addValue(text).build()).toList();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void onHalfDone(Runnable look) {
    if (target instanceof DefectiveTarget defective) {
      defective.duringCommits(look);
    }
  }

  void plantForeign(Partition partition) throws Exception {
    subject.plantForeign(sound, partition);
  }

  OptionalInt leftAfterSweeping() throws Exception {
    return subject.leftAfterSweeping(sound);
  }

  /** A run against the store, without a pipeline. */
  StoreRun run(ReplaceScope scope, long epoch) {
    CommitPolicy policy = new CommitPolicy(0, has(Planted.TAKES_OVER));
    return new StoreRun(target, Shop.SCHEMA, new RunToken("orders", scope, epoch), policy);
  }

  /** How a pipeline came out. */
  record Outcome(List<Receipt> receipts, List<RejectedRow> rejected) {}

  /** Keeps the latest row of each key and replaces a scope, by a pipeline. */
  Outcome deliver(List<Row> rows, ReplaceScope scope, long epoch) {
    return deliver(rows, scope, epoch, sink -> sink, false);
  }

  /** As {@link #deliver(List, ReplaceScope, long)}, and fails once the commit is done. */
  String deliverAndDie(List<Row> rows, ReplaceScope scope, long epoch) {
    return failure(() -> deliver(rows, scope, epoch, sink -> sink, true));
  }

  Outcome deliver(
      List<Row> rows,
      ReplaceScope scope,
      long epoch,
      UnaryOperator<PartitionReplaceSink<Row>> more,
      boolean die) {
    Pipeline pipeline = runner.pipeline();
    PCollection<Row> input =
        pipeline
            .apply(Create.of(prepared(rows)).withRowSchema(Shop.SCHEMA))
            // Of one row or none, Create forgets the type.
            .setTypeDescriptor(TypeDescriptors.rows());
    ReplaceScope used = has(Planted.WIDENS_SCOPE) ? ReplaceScope.everything() : scope;
    PartitionReplaceSink<Row> sink =
        more.apply(
            PartitionReplaceSink.<Row>into(target)
                .scope(used)
                .pipelineName("orders")
                .epoch(epoch)
                .withShards(2));
    if (has(Planted.NO_LOWER_BOUND)) {
      sink = sink.atLeastRows(0);
    }
    DedupLatestByKey.Result<Row> latest =
        input.apply(DedupLatestByKey.<Row>byKey("order_id").latestBy("updated_at").withShards(2));
    PartitionReplaceSink.Result result = latest.rows().apply("Replace", sink.after(latest));
    Gathered<Receipt> receipts = new Gathered<>("Receipts", result.receipts());
    Gathered<RejectedRow> rejected = new Gathered<>("Rejected", result.rejected());
    if (die) {
      result.receipts().apply("Die", ParDo.of(new Gathered.FailFn<>()));
    }
    pipeline.run().waitUntilFinish();
    return new Outcome(receipts.list(), rejected.list());
  }

  /** Builds a pipeline without running it. */
  void build(UnaryOperator<PartitionReplaceSink<Row>> sink) {
    buildOnly(() -> sink.apply(PartitionReplaceSink.<Row>into(target)));
  }
}
