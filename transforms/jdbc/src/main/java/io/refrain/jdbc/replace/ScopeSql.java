package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.TimeBounds;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.StoredTable;
import java.util.ArrayList;
import java.util.List;

/** Scopes as conditions on a table's rows. Names are quoted and values bound, always. */
final class ScopeSql {
  /** Some databases bear no more than about 2,000 parameters in a statement. */
  private static final int PARTITIONS_AT_ONCE = 200;

  private final JdbcDialect dialect;
  private final StoredTable table;

  ScopeSql(JdbcDialect dialect, StoredTable table) {
    this.dialect = dialect;
    this.table = table;
  }

  /** Disjoint scopes that are together the given one, each small enough for a statement. */
  static List<ReplaceScope> pieces(ReplaceScope scope) {
    if (!(scope instanceof ReplaceScope.Partitions listed)
        || listed.partitions().size() <= PARTITIONS_AT_ONCE) {
      return List.of(scope);
    }
    List<ReplaceScope> pieces = new ArrayList<>();
    List<Partition> all = listed.partitions();
    for (int from = 0; from < all.size(); from += PARTITIONS_AT_ONCE) {
      int to = Math.min(all.size(), from + PARTITIONS_AT_ONCE);
      pieces.add(ReplaceScope.partitions(all.subList(from, to)));
    }
    return pieces;
  }

  /** Whether the table has the columns that a scope speaks of. */
  boolean knows(ReplaceScope scope) {
    if (scope instanceof ReplaceScope.Interval it) {
      return table.column(it.column()).isPresent();
    }
    return !(scope instanceof ReplaceScope.Partitions it)
        || it.partitions().stream()
            .allMatch(p -> p.columns().stream().allMatch(c -> table.column(c).isPresent()));
  }

  /** The rows that a scope covers. */
  Condition inside(ReplaceScope scope) {
    if (scope instanceof ReplaceScope.Interval it) {
      TargetTable.Column column = column(it.column());
      String name = dialect.quote(column.name());
      String value = dialect.placeholder(column);
      return new Condition(
          "(" + name + " >= " + value + " AND " + name + " < " + value + ")", bounds(it, column));
    } else if (scope instanceof ReplaceScope.Partitions it) {
      return Condition.anyOf(it.partitions().stream().map(this::inside).toList());
    }
    return scope instanceof ReplaceScope.Everything ? Condition.ALL : Condition.NONE;
  }

  /** The rows that a scope does not cover, those with nulls in its columns included. */
  Condition outside(ReplaceScope scope) {
    if (scope instanceof ReplaceScope.Interval it) {
      TargetTable.Column column = column(it.column());
      String name = dialect.quote(column.name());
      String value = dialect.placeholder(column);
      return new Condition(
          "(" + name + " < " + value + " OR " + name + " >= " + value + " OR " + name + " IS NULL)",
          bounds(it, column));
    } else if (scope instanceof ReplaceScope.Partitions it) {
      return Condition.allOf(it.partitions().stream().map(this::outside).toList());
    }
    return scope instanceof ReplaceScope.Everything ? Condition.NONE : Condition.ALL;
  }

  private List<Object> bounds(ReplaceScope.Interval scope, TargetTable.Column column) {
    ColumnText text = text(column);
    if (!text.isTime()) {
      throw new IllegalArgumentException(
          "column " + column.name() + " of type " + column.type().name() + " has no intervals");
    }
    TimeBounds bounds = text.bounds(scope.interval());
    return List.of(text.bound(bounds.from()), text.bound(bounds.to()));
  }

  private Condition inside(Partition partition) {
    List<Condition> parts = new ArrayList<>();
    for (int i = 0; i < partition.columns().size(); i++) {
      TargetTable.Column column = column(partition.columns().get(i));
      String value = partition.values().get(i);
      parts.add(
          value == null
              ? new Condition(dialect.quote(column.name()) + " IS NULL", List.of())
              : new Condition(dialect.isEqual(column), List.of(text(column).value(value))));
    }
    return Condition.allOf(parts);
  }

  private Condition outside(Partition partition) {
    List<Condition> parts = new ArrayList<>();
    for (int i = 0; i < partition.columns().size(); i++) {
      TargetTable.Column column = column(partition.columns().get(i));
      String name = dialect.quote(column.name());
      String value = partition.values().get(i);
      parts.add(
          value == null
              ? new Condition(name + " IS NOT NULL", List.of())
              : new Condition(
                  "(NOT (" + dialect.isEqual(column) + ") OR " + name + " IS NULL)",
                  List.of(text(column).value(value))));
    }
    return Condition.anyOf(parts);
  }

  private ColumnText text(TargetTable.Column column) {
    return new ColumnText(column.type(), dialect.bindsAsText(column.type()));
  }

  private TargetTable.Column column(String name) {
    return table
        .column(name)
        .map(c -> new TargetTable.Column(c.name(), c.type()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    table.name() + " has no column '" + name + "': " + table.columnNames()));
  }
}
