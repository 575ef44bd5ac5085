package io.refrain.parquet.file;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.factory.DefaultV2ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The encodings of version 2, except that booleans are plain bits: the reader that Spark uses for
 * Iceberg tables (Iceberg 1.11, in batches) refuses run lengths there.
 */
final class PageEncodings implements ValuesWriterFactory {
  private final ValuesWriterFactory version2 = new DefaultV2ValuesWriterFactory();

  @Override
  public void initialize(ParquetProperties properties) {
    version2.initialize(properties);
  }

  @Override
  public ValuesWriter newValuesWriter(ColumnDescriptor column) {
    return column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN
        ? new BooleanPlainValuesWriter()
        : version2.newValuesWriter(column);
  }
}
