package io.refrain.core.blocks;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Counts rows that were rejected before they stood in a block: they were read as well. */
public final class CountUnfit extends PTransform<PCollection<RejectedRow>, PCollection<Counts>> {
  private static final long serialVersionUID = 1L;

  @Override
  public PCollection<Counts> expand(PCollection<RejectedRow> unfit) {
    return unfit
        .apply("Count", ParDo.of(new CountFn()))
        .setCoder(SerializableCoder.of(Counts.class));
  }

  private static final class CountFn extends DoFn<RejectedRow, Counts> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void count(@Element RejectedRow row, OutputReceiver<Counts> out) {
      out.output(Counts.of(Count.ROWS_IN, 1));
    }
  }
}
