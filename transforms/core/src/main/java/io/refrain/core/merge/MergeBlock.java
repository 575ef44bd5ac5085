package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
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

  private static final RowBlock NO_ROWS = new RowBlock.Builder(0).build();

  static MergeBlock ofInput(RowBlock rows) {
    return new MergeBlock("", INPUT, null, rows);
  }

  static MergeBlock ofFile(FileTask task, RowBlock rows) {
    return new MergeBlock(task.base(), task.number(), null, rows);
  }

  /** What a file is, for whoever is to write it anew. */
  static MergeBlock describing(FileTask task) {
    return new MergeBlock(task.base(), task.number(), task.file(), NO_ROWS);
  }

  /**
   * The coder. Rows are coded the same way whatever their layout. All of them are equal, as Flink
   * demands of collections that it flattens.
   */
  static final class BlockCoder extends CustomCoder<MergeBlock> {
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

    @Override
    public boolean equals(Object o) {
      return o instanceof BlockCoder;
    }

    @Override
    public int hashCode() {
      return BlockCoder.class.hashCode();
    }
  }
}
