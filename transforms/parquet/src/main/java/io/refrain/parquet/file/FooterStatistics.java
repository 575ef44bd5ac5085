package io.refrain.parquet.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Adds up the statistics of a file's row groups. Columns in lists and maps have none. */
final class FooterStatistics {
  private FooterStatistics() {}

  static List<ColumnStatistics> of(ParquetMetadata footer) {
    Map<ColumnPath, Statistics<?>> sums = new LinkedHashMap<>();
    for (ColumnDescriptor column : footer.getFileMetaData().getSchema().getColumns()) {
      if (column.getMaxRepetitionLevel() == 0) {
        sums.put(ColumnPath.get(column.getPath()), null);
      }
    }
    Map<ColumnPath, Boolean> unknown = new LinkedHashMap<>();
    for (BlockMetaData block : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        ColumnPath path = chunk.getPath();
        if (!sums.containsKey(path)) {
          continue;
        }
        Statistics<?> found = chunk.getStatistics();
        boolean allNull = found.isNumNullsSet() && found.getNumNulls() == chunk.getValueCount();
        unknown.merge(path, !found.hasNonNullValue() && !allNull, Boolean::logicalOr);
        if (sums.get(path) == null) {
          sums.put(path, found.copy());
        } else {
          sums.get(path).mergeStatistics(found);
        }
      }
    }
    List<ColumnStatistics> statistics = new ArrayList<>();
    sums.forEach(
        (path, sum) -> {
          boolean known = sum != null && sum.hasNonNullValue() && !unknown.get(path);
          statistics.add(
              new ColumnStatistics(
                  List.of(path.toArray()),
                  sum == null ? 0 : sum.getNumNulls(),
                  known
                      ? Optional.of(
                          new ColumnStatistics.Bounds(
                              value(sum.type(), sum.genericGetMin()),
                              value(sum.type(), sum.genericGetMax())))
                      : Optional.empty()));
        });
    return statistics;
  }

  private static Object value(PrimitiveType type, Object stored) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return stored instanceof Binary bytes
          ? Primitives.decimal(bytes, decimal.getScale())
          : java.math.BigDecimal.valueOf(((Number) stored).longValue(), decimal.getScale());
    } else if (stored instanceof Integer number) {
      return number.longValue();
    } else if (stored instanceof Binary bytes) {
      return logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
          ? bytes.toStringUsingUTF8()
          : bytes.getBytes();
    }
    return stored;
  }
}
