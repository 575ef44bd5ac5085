package io.refrain.core.merge;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.SumPerBundle;
import io.refrain.core.blocks.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;

/**
 * What the steps before a merge and its first steps pinned, counted and rejected, for its commit.
 * Each is added up where it comes from, so that no stage is made for it.
 */
final class RunParts {
  private static final SerializableCoder<MergePart> PART = SerializableCoder.of(MergePart.class);

  private final List<PCollection<MergePart>> parts = new ArrayList<>();
  private final boolean alone;

  /**
   * @param upstream what earlier steps counted and rejected. If they counted, they counted all rows
   *     as read
   */
  RunParts(Upstream upstream) {
    this.alone = upstream.counts().isEmpty();
    for (int i = 0; i < upstream.counts().size(); i++) {
      sum("CountedBefore" + i, upstream.counts().get(i), MergePart::counted);
    }
    for (int i = 0; i < upstream.rejected().size(); i++) {
      sum("RejectedBefore" + i, upstream.rejected().get(i), MergePart::rejected);
    }
  }

  /** What the run is made from. */
  RunParts pinned(PCollection<MergePart> bases) {
    parts.add(bases);
    return this;
  }

  /** What was found of rows that were read. */
  RunParts packed(PCollection<Counts> counts, PCollection<RejectedRow> rejected) {
    sum("CountPacked", counts, alone ? MergePart::counted : RunParts::collapsed);
    sum("RejectedPacked", rejected, MergePart::rejected);
    return this;
  }

  /** Rows that were rejected before they were counted as read. */
  RunParts unread(String name, PCollection<RejectedRow> rejected) {
    sum("Rejected" + name, rejected, alone ? RunParts::readAndRejected : MergePart::rejected);
    return this;
  }

  /** So that there is a run when there are no rows at all. */
  RunParts begun(Pipeline pipeline) {
    parts.add(pipeline.apply("Begin", Create.of(MergePart.NOTHING).withCoder(PART)));
    return this;
  }

  List<PCollection<MergePart>> all() {
    return List.copyOf(parts);
  }

  private <T> void sum(
      String name, PCollection<T> elements, SerializableFunction<T, MergePart> toPart) {
    parts.add(
        elements.apply(name, ParDo.of(new SumPerBundle<>(toPart, MergePart::plus))).setCoder(PART));
  }

  /** What was collapsed, of rows that an earlier step has counted as read. */
  private static MergePart collapsed(Counts counts) {
    return MergePart.counted(counts.with(Count.ROWS_IN, 0));
  }

  private static MergePart readAndRejected(RejectedRow row) {
    return MergePart.rejected(row).with(Counts.of(Count.ROWS_IN, 1), MergePart.NOTHING.work());
  }
}
