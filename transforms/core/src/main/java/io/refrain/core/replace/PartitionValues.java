package io.refrain.core.replace;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope.PartitionText;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads the partition of a row, with its values as text. */
public final class PartitionValues {
  private static final long MICROS = 1_000_000L;

  private final List<String> columns;
  private final int[] indexes;

  /**
   * The partition columns of a layout.
   *
   * @throws IllegalArgumentException for an unknown column, or one of a type that cannot partition
   */
  public PartitionValues(RowLayout layout, List<String> columns) {
    this.columns = columns;
    this.indexes = layout.indexesOf(columns);
    for (int column : indexes) {
      ColumnType type = layout.type(column);
      switch (type.kind()) {
        case FLOAT, DOUBLE, BYTES, ARRAY, MAP, ROW ->
            throw new IllegalArgumentException(
                "Cannot partition by '"
                    + layout.name(column)
                    + "': its type is "
                    + type.describe()
                    + ". Partition by a date, a number, a text, a boolean or a timestamp.");
        default -> {}
      }
    }
  }

  /** The partition that a row belongs to. */
  public Partition of(RowCursor row) {
    List<String> values = new ArrayList<>(indexes.length);
    for (int column : indexes) {
      values.add(row.isNull(column) ? null : text(row, column));
    }
    return new Partition(columns, values);
  }

  private static String text(RowCursor row, int column) {
    return switch (row.layout().type(column).kind()) {
      case BOOLEAN -> Boolean.toString(row.getLong(column) != 0);
      case DATE -> LocalDate.ofEpochDay(row.getLong(column)).toString();
      case TIMESTAMP, LOCAL_TIMESTAMP ->
          PartitionText.TIMESTAMP.format(timestamp(row.getLong(column)));
      case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> row.getDecimal(column).toPlainString();
      case STRING -> row.getString(column);
      case UUID, TIME ->
          new io.refrain.core.row.RowConverter(row.layout()).value(row, column).toString();
      default -> Long.toString(row.getLong(column));
    };
  }

  private static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC);
  }
}
