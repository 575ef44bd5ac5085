package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowWriter;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Takes values of flat columns from a file into rows, without an object for each. */
final class FlatValues {
  private FlatValues() {}

  /** Reads columns of a row group. */
  static ColumnReadStoreImpl read(PageReadStore pages, MessageType schema, String createdBy) {
    return new ColumnReadStoreImpl(pages, new Ignored(), schema, createdBy);
  }

  /**
   * Sets a column of a row from the value that a reader stands at; it is not null. The reader stays
   * where it is.
   */
  static void copy(ColumnReader reader, ColumnType.Kind kind, RowWriter writer, int column) {
    switch (kind) {
      case BOOLEAN -> writer.setLong(column, reader.getBoolean() ? 1 : 0);
      case FLOAT -> writer.setFloat(column, reader.getFloat());
      case DOUBLE -> writer.setDouble(column, reader.getDouble());
      case UUID -> {
        long[] halves = Primitives.uuid(reader.getBinary());
        writer.setUuid(column, halves[0], halves[1]);
      }
      case DECIMAL64 -> writer.setLong(column, unscaled(reader));
      case DECIMAL ->
          writer.setBytes(column, Primitives.unscaled(reader.getBinary()).toByteArray());
      case STRING, BYTES -> setBinary(writer, column, reader.getBinary());
      default -> writer.setLong(column, number(reader));
    }
  }

  private static long number(ColumnReader reader) {
    var type = reader.getDescriptor().getPrimitiveType();
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
        ? (reader.getInteger() & Primitives.mask(type)) * Primitives.factor(type)
        : Math.multiplyExact(reader.getLong(), Primitives.factor(type));
  }

  private static long unscaled(ColumnReader reader) {
    return switch (reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> reader.getInteger();
      case INT64 -> reader.getLong();
      default -> Primitives.unscaled(reader.getBinary()).longValueExact();
    };
  }

  private static void setBinary(RowWriter writer, int column, Binary value) {
    ByteBuffer bytes = value.toByteBuffer();
    if (bytes.hasArray()) {
      writer.setBytes(
          column, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      writer.setBytes(column, value.getBytes());
    }
  }

  /** Parquet wants a converter for each column, also where none is asked for values. */
  private static final class Ignored extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
