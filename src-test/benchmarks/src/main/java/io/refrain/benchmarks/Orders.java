package io.refrain.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/** The input's columns: those of {@code ./refrain generate}. */
final class Orders {
  /** A column, its type in SQL. */
  record Column(String name, String type) {}

  static final List<Column> COLUMNS =
      List.of(
          new Column("order_id", "BIGINT"),
          new Column("customer_id", "BIGINT"),
          new Column("product", "VARCHAR"),
          new Column("quantity", "INTEGER"),
          new Column("amount", "DECIMAL(12,2)"),
          new Column("order_date", "DATE"),
          new Column("updated_at", "TIMESTAMP"));

  private Orders() {}

  /** As SQL and Refrain's {@code --schema} spell it. */
  static String sqlSchema() {
    return COLUMNS.stream().map(c -> c.name() + " " + c.type()).collect(Collectors.joining(", "));
  }

  /** As Spark spells it. */
  static String sparkSchema() {
    return sqlSchema().replace("VARCHAR", "STRING").replace("INTEGER", "INT");
  }
}
