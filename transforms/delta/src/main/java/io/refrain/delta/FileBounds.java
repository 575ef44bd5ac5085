package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.core.Partition;
import io.refrain.core.replace.PartitionColumns;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.values.Row;

/**
 * Tells which data files may hold a key, by their partition's values and their statistics. What
 * cannot be told, may be.
 */
final class FileBounds {
  private final RowLayout table;
  private final List<String> partitionColumns;
  private final KeyBounds bounds;

  FileBounds(RowLayout table, List<String> partitionColumns, KeyBounds bounds) {
    this.table = table;
    this.partitionColumns = partitionColumns;
    this.bounds = bounds;
  }

  /**
   * @param statistics as the log has them, JSON; empty if it has none
   */
  boolean mayHold(Partition partition, String statistics) {
    JsonNode stats = statistics.isEmpty() ? null : StagedData.read(statistics);
    for (KeyBounds.Column column : bounds.columns()) {
      boolean may =
          partitionColumns.contains(column.name())
              ? mayBe(column, partition)
              : stats == null || mayHold(column, stats);
      if (!may) {
        return false;
      }
    }
    return true;
  }

  private boolean mayBe(KeyBounds.Column column, Partition partition) {
    PartitionColumns values = new PartitionColumns(table, List.of(column.name()));
    RowCursor value = values.valuesOf(partition);
    // A key is never null.
    if (value.isNull(0)) {
      return false;
    }
    RowWriter writer = new RowWriter(column.layout());
    writer.copy(0, value, 0);
    return within(column, Optional.of(writer.toBytes()), Optional.of(writer.toBytes()));
  }

  private boolean mayHold(KeyBounds.Column column, JsonNode stats) {
    return within(
        column,
        bound(column.layout(), stats.path("minValues").path(column.name()), false),
        bound(column.layout(), stats.path("maxValues").path(column.name()), true));
  }

  private static boolean within(
      KeyBounds.Column column, Optional<byte[]> least, Optional<byte[]> greatest) {
    RowKey order = new RowKey(column.layout(), List.of(column.name()));
    if (column.values().isEmpty()) {
      return !isBelow(order, greatest, column.min()) && !isAbove(order, least, column.max());
    }
    return column.values().stream()
        .anyMatch(value -> !isBelow(order, greatest, value) && !isAbove(order, least, value));
  }

  private static boolean isBelow(RowKey order, Optional<byte[]> greatest, RowCursor value) {
    return greatest.isPresent()
        && order.compare(greatest.get(), 0, value.bytes(), value.offset()) < 0;
  }

  private static boolean isAbove(RowKey order, Optional<byte[]> least, RowCursor value) {
    return least.isPresent() && order.compare(least.get(), 0, value.bytes(), value.offset()) > 0;
  }

  /** A bound as a row of the one column; empty if there is none that can be relied on. */
  private static Optional<byte[]> bound(RowLayout layout, JsonNode node, boolean upper) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    try {
      Object value = value(layout.type(0), node, upper);
      return value == null
          ? Optional.empty()
          : Optional.of(
              new RowConverter(layout)
                  .toBytes(Row.withSchema(layout.schema()).attachValues(value)));
    } catch (RuntimeException e) {
      // Statistics of another writer, of another shape: they rule nothing out.
      return Optional.empty();
    }
  }

  private static Object value(ColumnType type, JsonNode node, boolean upper) {
    return switch (type.kind()) {
      case INT8 -> (byte) node.intValue();
      case INT16 -> (short) node.intValue();
      case INT32 -> node.canConvertToInt() ? node.intValue() : null;
      case INT64 -> node.canConvertToLong() ? node.longValue() : null;
      case DATE -> LocalDate.parse(node.asText());
      case TIMESTAMP -> {
        Instant instant = OffsetDateTime.parse(node.asText()).toInstant();
        yield upper ? instant.plus(ROUNDED) : instant;
      }
      case LOCAL_TIMESTAMP -> {
        LocalDateTime local = LocalDateTime.parse(node.asText());
        yield upper ? local.plus(ROUNDED) : local;
      }
      case DECIMAL64, DECIMAL -> node.decimalValue();
      case STRING -> node.asText();
      default -> null;
    };
  }

  /** Most writers cut timestamps to milliseconds, the greatest one too. */
  private static final java.time.Duration ROUNDED =
      java.time.Duration.of(1, ChronoUnit.MILLIS).minus(1, ChronoUnit.MICROS);
}
