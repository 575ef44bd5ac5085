package io.refrain.parquet.file;

import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainFixedLenArrayDictionaryValuesWriter;
import org.apache.parquet.column.values.factory.DefaultV2ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;
import org.apache.parquet.column.values.plain.FixedLenByteArrayPlainValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;

/**
 * The encodings of version 2, except where the reader that Spark uses for Iceberg tables (Iceberg
 * 1.11, in batches) fails: it refuses run lengths of booleans, and breaks on a page of texts or
 * bytes that are all null if they are front-coded. So booleans are plain bits, and texts and bytes
 * plain where no dictionary pays. Numbers keep their differences packed, which saves most.
 */
final class PageEncodings implements ValuesWriterFactory {
  private final ValuesWriterFactory version2 = new DefaultV2ValuesWriterFactory();
  private ParquetProperties properties;

  @Override
  public void initialize(ParquetProperties with) {
    properties = with;
    version2.initialize(with);
  }

  @Override
  public ValuesWriter newValuesWriter(ColumnDescriptor column) {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case BOOLEAN -> new BooleanPlainValuesWriter();
      case BINARY -> text();
      case FIXED_LEN_BYTE_ARRAY -> bytes(column.getPrimitiveType().getTypeLength());
      default -> version2.newValuesWriter(column);
    };
  }

  private ValuesWriter text() {
    ByteBufferAllocator memory = properties.getAllocator();
    return FallbackValuesWriter.of(
        new PlainBinaryDictionaryValuesWriter(
            properties.getDictionaryPageSizeThreshold(),
            Encoding.RLE_DICTIONARY,
            Encoding.PLAIN,
            memory),
        new PlainValuesWriter(
            properties.getInitialSlabSize(), properties.getPageSizeThreshold(), memory));
  }

  private ValuesWriter bytes(int length) {
    ByteBufferAllocator memory = properties.getAllocator();
    return FallbackValuesWriter.of(
        new PlainFixedLenArrayDictionaryValuesWriter(
            properties.getDictionaryPageSizeThreshold(),
            length,
            Encoding.RLE_DICTIONARY,
            Encoding.PLAIN,
            memory),
        new FixedLenByteArrayPlainValuesWriter(
            length, properties.getInitialSlabSize(), properties.getPageSizeThreshold(), memory));
  }
}
