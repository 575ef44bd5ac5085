package io.refrain.jdbc.upsert;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;

/** What can be checked while the pipeline is built: without a connection. */
public final class UpsertCheck {
  private final UpsertSpec spec;
  private final RowLayout layout;

  public UpsertCheck(UpsertSpec spec, RowLayout layout) {
    this.spec = spec;
    this.layout = layout;
  }

  /**
   * Checks the specification against the layout.
   *
   * @throws IllegalArgumentException naming what is missing or does not fit
   */
  public void check() {
    if (spec.table() == null) {
      throw new IllegalArgumentException("Upsert into which table? Name it: table(\"orders\").");
    }
    if (spec.latestBy().keys().isEmpty()) {
      throw new IllegalArgumentException(
          "Upsert by which key? Name its columns: byKey(\"order_id\").");
    }
    spec.latestBy().order(layout);
    for (int column : spec.latestBy().key(layout).columns()) {
      ColumnType type = layout.type(column);
      switch (type.kind()) {
        case FLOAT, DOUBLE ->
            throw new IllegalArgumentException(
                "Key column '"
                    + layout.name(column)
                    + "' is of type "
                    + type.describe()
                    + ", on whose equality this process and a database may differ. Use a DECIMAL, or"
                    + " another key.");
        default -> {}
      }
    }
    JdbcDialect dialect = spec.dialect();
    for (int i = 0; i < layout.columnCount(); i++) {
      try {
        dialect.columnType(layout.type(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Column '"
                + layout.name(i)
                + "' cannot be upserted: "
                + e.getMessage()
                + " Take its parts apart into columns, or leave it out.",
            e);
      }
    }
  }
}
