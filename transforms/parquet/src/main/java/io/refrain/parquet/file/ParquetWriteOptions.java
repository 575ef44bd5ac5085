package io.refrain.parquet.file;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How a Parquet file is written.
 *
 * @param compression how pages are compressed
 * @param rowGroupBytes how many encoded bytes a row group holds before it is written out
 * @param omitted columns that are not written: those whose values stand in the path
 * @param fieldIds ids of fields, for table formats that find columns by id. A nested field is named
 *     by its path: {@code address.city}, {@code tags.element}, {@code prices.key}, {@code
 *     prices.value}
 */
public record ParquetWriteOptions(
    Compression compression, long rowGroupBytes, Set<String> omitted, Map<String, Integer> fieldIds)
    implements Serializable {

  /** Zstandard, row groups of 64 MB, every column, no ids. */
  public static final ParquetWriteOptions DEFAULT =
      new ParquetWriteOptions(Compression.ZSTD, 64L << 20, Set.of(), Map.of());

  private static final long MIN_ROW_GROUP_BYTES = 1L << 10;

  public ParquetWriteOptions {
    if (rowGroupBytes < MIN_ROW_GROUP_BYTES) {
      throw new IllegalArgumentException(
          "rowGroupBytes must be at least " + MIN_ROW_GROUP_BYTES + ", not " + rowGroupBytes + ".");
    }
    omitted = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(omitted));
    fieldIds = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fieldIds));
  }

  public ParquetWriteOptions withCompression(Compression other) {
    return new ParquetWriteOptions(other, rowGroupBytes, omitted, fieldIds);
  }

  public ParquetWriteOptions withRowGroupBytes(long bytes) {
    return new ParquetWriteOptions(compression, bytes, omitted, fieldIds);
  }

  public ParquetWriteOptions without(Set<String> columns) {
    return new ParquetWriteOptions(compression, rowGroupBytes, columns, fieldIds);
  }

  public ParquetWriteOptions withFieldIds(Map<String, Integer> ids) {
    return new ParquetWriteOptions(compression, rowGroupBytes, omitted, ids);
  }
}
