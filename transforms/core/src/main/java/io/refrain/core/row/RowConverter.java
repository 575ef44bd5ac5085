package io.refrain.core.row;

import org.apache.beam.sdk.values.Row;

/** Converts Beam rows to the canonical encoding and back. Not thread-safe. */
public final class RowConverter {
  private final RowLayout layout;
  private final ValueCodec[] codecs;
  private final RowWriter writer;
  private final RowCursor cursor;

  public RowConverter(RowLayout layout) {
    this.layout = layout;
    this.codecs = new ValueCodec[layout.columnCount()];
    for (int i = 0; i < codecs.length; i++) {
      codecs[i] = new ValueCodec(layout.name(i), layout.schema().getField(i).getType());
    }
    this.writer = new RowWriter(layout);
    this.cursor = new RowCursor(layout);
  }

  /**
   * Encodes a row.
   *
   * @return a writer that holds it until the next call
   * @throws UnfitValueException for a value that its column cannot hold exactly
   */
  public RowWriter encode(Row row) {
    writer.reset();
    for (int i = 0; i < codecs.length; i++) {
      codecs[i].write(writer, i, row.getValue(i));
    }
    return writer;
  }

  /**
   * Sets one column of a row that is being written, null or not. Columns are set in schema order.
   *
   * @throws UnfitValueException for a value that its column cannot hold exactly
   */
  public void set(RowWriter row, int column, Object value) {
    codecs[column].write(row, column, value);
  }

  /** The encoded row as an array of its own. */
  public byte[] toBytes(Row row) {
    return encode(row).toBytes();
  }

  /** Decodes the row that lies at a place in an array. */
  public Row toRow(byte[] bytes, int offset, int length) {
    return toRow(cursor.at(bytes, offset, length));
  }

  /** Decodes the row a cursor of the same layout points at. */
  public Row toRow(RowCursor at) {
    Object[] values = new Object[codecs.length];
    for (int i = 0; i < codecs.length; i++) {
      values[i] = codecs[i].read(at, i);
    }
    return Row.withSchema(layout.schema()).attachValues(values);
  }

  /** One column's value, as {@link Row#getValue} would give it. */
  public Object value(RowCursor at, int column) {
    return codecs[column].read(at, column);
  }
}
