package io.refrain.core.blocks;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.PCollection;

/** What a collection holds: blocks already, or rows of a type with a schema. */
public final class Blocks {
  /** How large a block grows before it is passed on. */
  public static final int TARGET_BYTES = 64 << 10;

  private Blocks() {}

  /** Whether a collection is one of blocks. */
  public static boolean isBlocks(PCollection<?> input) {
    Coder<?> coder = input.getCoder();
    return coder instanceof RowBlockCoder;
  }

  /**
   * The layout of a collection's rows.
   *
   * @throws IllegalArgumentException if the collection has no schema, or a column no canonical form
   */
  public static RowLayout layoutOf(PCollection<?> input) {
    if (input.getCoder() instanceof RowBlockCoder coder) {
      return coder.layout();
    }
    if (!input.hasSchema()) {
      throw new IllegalArgumentException(
          "The input '"
              + input.getName()
              + "' has no schema. Set one (setRowSchema, or a type with @DefaultSchema), so that"
              + " its columns have names.");
    }
    return RowLayout.of(input.getSchema());
  }

  /** The collection as blocks of a layout, which it must hold already. */
  static PCollection<RowBlock> asBlocks(PCollection<?> input) {
    @SuppressWarnings("unchecked")
    PCollection<RowBlock> blocks = (PCollection<RowBlock>) input;
    return blocks;
  }
}
