package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.schemas.Schema;

/**
 * Rows on their way through a merge, with where they come from or belong.
 *
 * @param base the version of the table that they were read from; empty for rows of the input
 * @param file the number of the file that they are stored in; {@link #INPUT} for rows of the input
 * @param description of the file, where it is told; otherwise null
 * @param rows the rows. What their layout and their tags are depends on the step
 */
record MergeBlock(String base, int file, TableFile description, RowBlock rows) {
  /** The number of no file. */
  static final int INPUT = -1;

  static MergeBlock ofInput(RowBlock rows) {
    return new MergeBlock("", INPUT, null, rows);
  }

  /**
   * Rows of a file.
   *
   * @param described whether to say what the file is
   */
  static MergeBlock ofFile(FileTask task, boolean described, RowBlock rows) {
    return new MergeBlock(task.base(), task.number(), described ? task.file() : null, rows);
  }

  boolean isInput() {
    return file == INPUT;
  }

  /** The same, with what its file is. */
  MergeBlock describing(TableFile what) {
    return new MergeBlock(base, file, what, rows);
  }

  /**
   * The coder. Rows are coded the same way whatever their layout; all of them are equal, or Flink
   * would not flatten what they code.
   */
  static final class BlockCoder extends AtomicCoder<MergeBlock> {
    private static final long serialVersionUID = 1L;
    private static final RowBlockCoder ROWS = RowBlockCoder.of(RowLayout.of(Schema.of()));
    private static final VarIntCoder NUMBER = VarIntCoder.of();
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
    private static final NullableCoder<TableFile> FILE =
        NullableCoder.of(SerializableCoder.of(TableFile.class));

    @Override
    public void encode(MergeBlock block, OutputStream out) throws IOException {
      TEXT.encode(block.base, out);
      NUMBER.encode(block.file, out);
      FILE.encode(block.description, out);
      ROWS.encode(block.rows, out);
    }

    @Override
    public MergeBlock decode(InputStream in) throws IOException {
      String base = TEXT.decode(in);
      int file = NUMBER.decode(in);
      TableFile description = FILE.decode(in);
      return new MergeBlock(base, file, description, ROWS.decode(in));
    }
  }
}
