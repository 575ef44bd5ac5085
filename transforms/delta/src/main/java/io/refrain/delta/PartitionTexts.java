package io.refrain.delta;

import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope.PartitionText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Partition values as the log has them, and as a {@link Partition} has them: all the same but
 * timestamps with a zone, which the log holds in ISO-8601 with a Z, so that no reader takes them
 * for times in a zone of its own.
 *
 * @param columns the partition columns, in order
 * @param instants those that are timestamps with a zone
 */
record PartitionTexts(List<String> columns, Set<String> instants) {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  static PartitionTexts of(List<String> columns, StructType schema) {
    Set<String> instants = new HashSet<>();
    for (StructField field : schema.fields()) {
      if (field.getDataType() instanceof TimestampType) {
        instants.add(field.getName());
      }
    }
    return new PartitionTexts(columns, instants);
  }

  static PartitionTexts of(TableState table) {
    return of(table.partitionColumns(), table.schema());
  }

  Map<String, String> toLog(Partition partition) {
    Map<String, String> values = new HashMap<>();
    for (String column : columns) {
      String text = partition.value(column);
      values.put(
          column,
          text != null && instants.contains(column)
              ? UTC.format(LocalDateTime.parse(text, PartitionText.TIMESTAMP))
              : text);
    }
    return values;
  }

  Partition fromLog(Map<String, String> values) {
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      String text = values.get(column);
      // In the log an empty text stands for null.
      texts.add(text == null || text.isEmpty() ? null : text(column, text));
    }
    return new Partition(columns, texts);
  }

  private String text(String column, String text) {
    if (instants.contains(column) && text.indexOf('T') > 0) {
      try {
        return PartitionText.TIMESTAMP.format(Instant.parse(text).atOffset(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        return text;
      }
    }
    return text;
  }
}
