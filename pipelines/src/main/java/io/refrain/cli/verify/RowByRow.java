package io.refrain.cli.verify;

import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Takes blocks apart, so that a step behind can deliver each row for itself. */
public final class RowByRow extends PTransform<PCollection<RowBlock>, PCollection<RowBlock>> {
  private static final long serialVersionUID = 1L;

  private final boolean isPart;
  private final transient PTransform<PCollection<RowBlock>, PCollection<RowBlock>> deliver;

  /**
   * Ahead of a step.
   *
   * @param isPart whether a third of the rows stays behind, always the same, as if it had not been
   *     there yet
   */
  public RowByRow(
      boolean isPart, PTransform<PCollection<RowBlock>, PCollection<RowBlock>> deliver) {
    this.isPart = isPart;
    this.deliver = deliver;
  }

  @Override
  public PCollection<RowBlock> expand(PCollection<RowBlock> blocks) {
    return blocks
        .apply("TakeApart", ParDo.of(new TakeApartFn(isPart)))
        .setCoder(RowBlockCoder.of(Blocks.layoutOf(blocks)))
        .apply("Deliver", deliver);
  }

  private static final class TakeApartFn extends DoFn<RowBlock, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final boolean isPart;

    TakeApartFn(boolean isPart) {
      this.isPart = isPart;
    }

    @ProcessElement
    public void takeApart(@Element RowBlock block, OutputReceiver<RowBlock> out) {
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        if (!isPart || isIn(row)) {
          RowBlock.Builder one = new RowBlock.Builder(row.length());
          one.add(row);
          out.output(one.build());
        }
      }
    }

    private static boolean isIn(RowBlock.Reader row) {
      byte[] bytes = Arrays.copyOfRange(row.bytes(), row.offset(), row.offset() + row.length());
      return Math.floorMod((Arrays.hashCode(bytes) * 0x9E3779B9) >>> 8, 3) != 0;
    }
  }
}
