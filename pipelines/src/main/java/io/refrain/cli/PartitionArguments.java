package io.refrain.cli;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope.PartitionText;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Reads what {@code --partitions} says. A value must be written as those of rows are: {@code
 * 2024-3-5} would name a partition that no row is ever in, and replace nothing.
 */
final class PartitionArguments {
  private PartitionArguments() {}

  static List<Partition> parse(List<String> texts, RowLayout layout) {
    return texts.stream().map(text -> parse(text, layout)).toList();
  }

  private static Partition parse(String text, RowLayout layout) {
    Partition partition = Partition.parse(text);
    for (String column : partition.columns()) {
      ColumnType type = layout.type(layout.indexOf(column));
      String value = partition.value(column);
      if (value != null && !isCanonical(type, value)) {
        throw new IllegalArgumentException(
            "--partitions="
                + text
                + ": '"
                + value
                + "' is no value of '"
                + column
                + "', which is of type "
                + type.describe()
                + ", as it is written in a path ("
                + example(type)
                + ").");
      }
    }
    return partition;
  }

  private static boolean isCanonical(ColumnType type, String value) {
    try {
      return switch (type.kind()) {
        case DATE -> LocalDate.parse(value).toString().equals(value);
        case TIMESTAMP, LOCAL_TIMESTAMP ->
            PartitionText.TIMESTAMP
                .format(LocalDateTime.parse(value, PartitionText.TIMESTAMP))
                .equals(value);
        case INT8, INT16, INT32, INT64 -> Long.toString(Long.parseLong(value)).equals(value);
        case BOOLEAN -> value.equals("true") || value.equals("false");
        case DECIMAL64, DECIMAL -> new BigDecimal(value).scale() == type.scale();
        default -> true;
      };
    } catch (DateTimeException | NumberFormatException e) {
      return false;
    }
  }

  private static String example(ColumnType type) {
    return switch (type.kind()) {
      case DATE -> "2024-03-05";
      case TIMESTAMP, LOCAL_TIMESTAMP -> "2024-03-05 10:00:00";
      case BOOLEAN -> "true";
      case DECIMAL64, DECIMAL -> BigDecimal.ONE.setScale(type.scale()).toPlainString();
      default -> "7";
    };
  }
}
