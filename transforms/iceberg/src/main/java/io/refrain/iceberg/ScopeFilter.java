package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.TimeBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A scope as a filter on rows: exactly those that it covers. */
final class ScopeFilter {
  private final Schema schema;

  private ScopeFilter(Schema schema) {
    this.schema = schema;
  }

  /**
   * @param schema the table's; a column that it does not have is null in every row
   * @throws IllegalArgumentException if a value is none of its column
   */
  static Expression of(ReplaceScope scope, Schema schema) {
    ScopeFilter filter = new ScopeFilter(schema);
    if (scope instanceof ReplaceScope.Interval interval) {
      return filter.interval(interval);
    } else if (scope instanceof ReplaceScope.Partitions partitions) {
      return filter.partitions(partitions.partitions());
    }
    return Expressions.alwaysTrue();
  }

  private Expression interval(ReplaceScope.Interval scope) {
    Types.NestedField column = schema.findField(scope.column());
    if (column == null) {
      return Expressions.alwaysFalse();
    }
    if (column.type().typeId() == Type.TypeID.DATE) {
      TimeBounds days = TimeBounds.ofDates(scope.interval());
      return Expressions.and(
          Expressions.greaterThanOrEqual(scope.column(), Math.toIntExact(days.from())),
          Expressions.lessThan(scope.column(), Math.toIntExact(days.to())));
    }
    TimeBounds micros = TimeBounds.ofTimestamps(scope.interval());
    return Expressions.and(
        Expressions.greaterThanOrEqual(scope.column(), micros.from()),
        Expressions.lessThan(scope.column(), micros.to()));
  }

  private Expression partitions(List<Partition> partitions) {
    if (!partitions.isEmpty() && partitions.get(0).columns().size() == 1) {
      return ofOneColumn(partitions.get(0).columns().get(0), partitions);
    }
    List<Expression> each = new ArrayList<>();
    for (Partition partition : partitions) {
      List<Expression> columns = new ArrayList<>();
      for (String column : partition.columns()) {
        columns.add(equal(column, partition.value(column)));
      }
      each.add(joined(columns, Expressions::and, Expressions.alwaysTrue()));
    }
    return joined(each, Expressions::or, Expressions.alwaysFalse());
  }

  private Expression ofOneColumn(String column, List<Partition> partitions) {
    Types.NestedField field = schema.findField(column);
    List<Object> values = new ArrayList<>();
    boolean withNull = false;
    for (Partition partition : partitions) {
      String text = partition.value(column);
      if (text == null) {
        withNull = true;
      } else if (field != null) {
        values.add(PartitionTexts.value(field.type(), text));
      }
    }
    if (field == null) {
      return withNull ? Expressions.alwaysTrue() : Expressions.alwaysFalse();
    }
    Expression some =
        values.isEmpty() ? Expressions.alwaysFalse() : Expressions.in(column, values.toArray());
    return withNull ? Expressions.or(Expressions.isNull(column), some) : some;
  }

  private Expression equal(String column, String text) {
    Types.NestedField field = schema.findField(column);
    if (field == null) {
      return text == null ? Expressions.alwaysTrue() : Expressions.alwaysFalse();
    }
    return text == null
        ? Expressions.isNull(column)
        : Expressions.equal(column, PartitionTexts.value(field.type(), text));
  }

  /** As a balanced tree: thousands of them must not become as deep a recursion. */
  private static Expression joined(
      List<Expression> all, BinaryOperator<Expression> with, Expression none) {
    if (all.size() < 2) {
      return all.isEmpty() ? none : all.get(0);
    }
    int half = all.size() / 2;
    return with.apply(
        joined(all.subList(0, half), with, none),
        joined(all.subList(half, all.size()), with, none));
  }
}
