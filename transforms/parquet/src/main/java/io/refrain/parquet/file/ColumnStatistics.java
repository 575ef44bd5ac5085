package io.refrain.parquet.file;

import java.util.List;
import java.util.Optional;

/**
 * What a Parquet file holds in one of its columns: exact, not truncated.
 *
 * @param path the names from the row down to the column: one, or more in nested rows
 * @param nulls how many rows have no value there
 * @param bounds the least and the greatest value; empty if there is none, or if they are not known
 *     (a NaN among the values, texts too long to keep)
 */
public record ColumnStatistics(List<String> path, long nulls, Optional<Bounds> bounds) {

  public ColumnStatistics {
    path = List.copyOf(path);
  }

  /**
   * The least and the greatest value, both of one type: Boolean; Long for whole numbers, days since
   * 1970, microseconds of the day or since 1970; Float; Double; BigDecimal; String; byte[] for
   * bytes and UUIDs.
   */
  public record Bounds(Object least, Object greatest) {}
}
