package io.refrain.cli.verify;

import io.refrain.core.blocks.Blocks;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Takes blocks apart, so that a step behind can deliver each row for itself. */
public final class RowByRow extends PTransform<PCollection<RowBlock>, PCollection<RowBlock>> {
  private static final long serialVersionUID = 1L;

  private final Held held;
  private final transient PTransform<PCollection<RowBlock>, PCollection<RowBlock>> deliver;

  /** What of the rows a delivery holds. */
  public sealed interface Held extends Serializable {}

  /** All rows, as they are. */
  public record All() implements Held {}

  /** All but a third of them, always the same, as if it had not been there yet. */
  public record Part() implements Held {}

  /** All rows, of older versions. */
  public record Older(OlderVersion version) implements Held {}

  /** Ahead of a step. */
  public RowByRow(Held held, PTransform<PCollection<RowBlock>, PCollection<RowBlock>> deliver) {
    this.held = held;
    this.deliver = deliver;
  }

  @Override
  public PCollection<RowBlock> expand(PCollection<RowBlock> blocks) {
    RowLayout layout = Blocks.layoutOf(blocks);
    return blocks
        .apply("TakeApart", ParDo.of(new TakeApartFn(held, layout)))
        .setCoder(RowBlockCoder.of(layout))
        .apply("Deliver", deliver);
  }

  private static final class TakeApartFn extends DoFn<RowBlock, RowBlock> {
    private static final long serialVersionUID = 1L;
    private final Held held;
    private final RowLayout layout;

    TakeApartFn(Held held, RowLayout layout) {
      this.held = held;
      this.layout = layout;
    }

    @ProcessElement
    public void takeApart(@Element RowBlock block, OutputReceiver<RowBlock> out) {
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      RowCursor cursor = new RowCursor(layout);
      RowWriter older = new RowWriter(layout);
      while (row.next()) {
        RowBlock.Builder one = new RowBlock.Builder(row.length());
        if (held instanceof Older with) {
          if (with.version().write(cursor.at(row.bytes(), row.offset(), row.length()), older)) {
            one.add(older.bytes(), 0, older.length(), row.tag());
          }
        } else if (held instanceof All || isIn(row)) {
          one.add(row);
        }
        if (!one.isEmpty()) {
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
