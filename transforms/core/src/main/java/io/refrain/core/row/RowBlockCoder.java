package io.refrain.core.row;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.util.VarInt;

/** The coder of row blocks. It carries the layout, so a collection of blocks knows its schema. */
public final class RowBlockCoder extends CustomCoder<RowBlock> {
  private static final long serialVersionUID = 1L;

  private final RowLayout layout;

  private RowBlockCoder(RowLayout layout) {
    this.layout = layout;
  }

  public static RowBlockCoder of(RowLayout layout) {
    return new RowBlockCoder(layout);
  }

  public static RowBlockCoder of(Schema schema) {
    return new RowBlockCoder(RowLayout.of(schema));
  }

  /** The layout of every row in every block. */
  public RowLayout layout() {
    return layout;
  }

  @Override
  public void encode(RowBlock block, OutputStream out) throws IOException {
    VarInt.encode(block.rowCount(), out);
    VarInt.encode(block.sizeInBytes(), out);
    out.write(block.bytes(), 0, block.sizeInBytes());
  }

  @Override
  public RowBlock decode(InputStream in) throws IOException {
    int rows = VarInt.decodeInt(in);
    int length = VarInt.decodeInt(in);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("A row block of " + length + " bytes ended after " + bytes.length);
    }
    return new RowBlock(bytes, length, rows);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean isRegisterByteSizeObserverCheap(RowBlock block) {
    return true;
  }

  @Override
  protected long getEncodedElementByteSize(RowBlock block) {
    return VarInt.getLength(block.rowCount())
        + VarInt.getLength(block.sizeInBytes())
        + (long) block.sizeInBytes();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RowBlockCoder other && layout.equals(other.layout);
  }

  @Override
  public int hashCode() {
    return layout.hashCode();
  }
}
