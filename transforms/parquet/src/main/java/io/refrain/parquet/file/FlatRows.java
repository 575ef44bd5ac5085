package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Reads row groups whose columns are all flat, without an object per row. */
final class FlatRows implements RowSource {
  private final RowLayout layout;
  private final MessageType schema;
  private final String createdBy;
  private final RowWriter writer;
  private final ColumnReader[] readers;

  FlatRows(RowLayout layout, MessageType schema, String createdBy) {
    this.layout = layout;
    this.schema = schema;
    this.createdBy = createdBy;
    this.writer = new RowWriter(layout);
    this.readers = new ColumnReader[layout.columnCount()];
  }

  @Override
  public void open(PageReadStore pages) {
    ColumnReadStoreImpl store = new ColumnReadStoreImpl(pages, new Ignored(), schema, createdBy);
    List<ColumnDescriptor> columns = schema.getColumns();
    for (int i = 0; i < readers.length; i++) {
      readers[i] = store.getColumnReader(columns.get(i));
    }
  }

  @Override
  public RowWriter next() {
    writer.reset();
    for (int i = 0; i < readers.length; i++) {
      ColumnReader reader = readers[i];
      if (reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel()) {
        writer.setNull(i);
      } else {
        copy(reader, i);
      }
      reader.consume();
    }
    return writer;
  }

  private void copy(ColumnReader reader, int column) {
    ColumnType.Kind kind = layout.type(column).kind();
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
      case STRING, BYTES -> setBinary(column, reader.getBinary());
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

  private void setBinary(int column, Binary value) {
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
