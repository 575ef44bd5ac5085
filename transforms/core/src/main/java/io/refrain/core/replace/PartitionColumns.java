package io.refrain.core.replace;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope.PartitionText;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;

/**
 * Turns the texts of a partition back into values, as one encoded row of those partition columns
 * that are asked for: the reverse of {@link PartitionValues}.
 */
public final class PartitionColumns {
  private final RowLayout layout;
  private final RowConverter converter;

  /**
   * @param rows what tells the columns' types; columns that it does not have are left out
   * @param columns those that are asked for
   */
  public PartitionColumns(RowLayout rows, List<String> columns) {
    List<Schema.Field> fields = new ArrayList<>();
    for (String column : columns) {
      if (!rows.schema().hasField(column)) {
        continue;
      }
      ColumnType type = rows.type(rows.indexOf(column));
      fields.add(Schema.Field.of(column, type.toFieldType().withNullable(true)));
    }
    this.layout = RowLayout.of(new Schema(fields));
    this.converter = new RowConverter(layout);
  }

  /** The layout of {@link #valuesOf}. */
  public RowLayout layout() {
    return layout;
  }

  /** The values of a partition. */
  public RowCursor valuesOf(Partition partition) {
    Object[] values = new Object[layout.columnCount()];
    for (int i = 0; i < values.length; i++) {
      String text = partition.value(layout.name(i));
      values[i] = text == null ? null : value(layout.type(i), text);
    }
    byte[] bytes = converter.toBytes(Row.withSchema(layout.schema()).attachValues(values));
    return new RowCursor(layout).at(bytes, 0, bytes.length);
  }

  private static Object value(ColumnType type, String text) {
    return switch (type.kind()) {
      case BOOLEAN -> Boolean.parseBoolean(text);
      case INT8 -> Byte.parseByte(text);
      case INT16 -> Short.parseShort(text);
      case INT32 -> Integer.parseInt(text);
      case INT64 -> Long.parseLong(text);
      case DATE -> LocalDate.parse(text);
      case TIME -> LocalTime.parse(text);
      case TIMESTAMP -> local(text).toInstant(ZoneOffset.UTC);
      case LOCAL_TIMESTAMP -> local(text);
      case DECIMAL64, DECIMAL -> new BigDecimal(text);
      case UUID -> UUID.fromString(text);
      case STRING -> text;
      default -> throw new IllegalArgumentException("No partition column: " + type.describe());
    };
  }

  private static LocalDateTime local(String text) {
    return LocalDateTime.parse(text, PartitionText.TIMESTAMP);
  }
}
