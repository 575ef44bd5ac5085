package io.refrain.iceberg;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.KeyBounds;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Where the keys of a merge lie, as a filter on rows. It may match more than the keys. */
final class BoundsFilter {
  private BoundsFilter() {}

  /**
   * @param schema a key column that it does not have bounds nothing
   */
  static Expression of(KeyBounds bounds, Schema schema) {
    Expression filter = Expressions.alwaysTrue();
    for (KeyBounds.Column column : bounds.columns()) {
      Types.NestedField field = schema.asStruct().field(column.name());
      if (field != null && isOrderedAlike(field.type())) {
        filter = Expressions.and(filter, of(column, field.type()));
      }
    }
    return filter;
  }

  /** Other types have another order of values there than here, or values that are not equal. */
  private static boolean isOrderedAlike(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, DATE, TIME, TIMESTAMP, DECIMAL, STRING -> true;
      default -> false;
    };
  }

  private static Expression of(KeyBounds.Column column, Type type) {
    List<RowCursor> values = column.values();
    if (values.isEmpty()) {
      return Expressions.and(
          Expressions.greaterThanOrEqual(column.name(), value(column.min(), type)),
          Expressions.lessThanOrEqual(column.name(), value(column.max(), type)));
    }
    List<Object> all = new ArrayList<>();
    values.forEach(value -> all.add(value(value, type)));
    return Expressions.in(column.name(), all.toArray());
  }

  private static Object value(RowCursor row, Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> row.getLong(0) != 0;
      case INTEGER, DATE -> (int) row.getLong(0);
      case LONG, TIME, TIMESTAMP -> row.getLong(0);
      case DECIMAL -> row.getDecimal(0);
      case STRING -> row.getString(0);
      default -> new RowConverter(row.layout()).value(row, 0);
    };
  }
}
