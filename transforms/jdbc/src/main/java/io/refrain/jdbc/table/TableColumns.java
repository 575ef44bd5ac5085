package io.refrain.jdbc.table;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.table.StoredTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the columns of a table that hold the rows of a layout, and whether they do. */
public final class TableColumns {
  private final RowLayout layout;
  private final StoredTable table;
  private final String act;

  /**
   * @param act what is to be done, for messages: {@code upsert into}
   */
  public TableColumns(RowLayout layout, StoredTable table, String act) {
    this.layout = layout;
    this.table = table;
    this.act = act;
  }

  /**
   * The column of each one of the layout, in the layout's order.
   *
   * @throws RefrainException naming what does not fit and what to do
   */
  public List<Column> match() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < layout.columnCount(); i++) {
      columns.add(column(layout.name(i), layout.type(i)));
    }
    Set<String> names = columns.stream().map(Column::name).collect(Collectors.toSet());
    if (names.size() < columns.size()) {
      throw refused(
          "two columns of the input fall on one of the table's: "
              + layout.schema().getFieldNames());
    }
    checkNothingMissing(names);
    return columns;
  }

  private Column column(String name, ColumnType type) {
    Column column =
        table
            .column(name)
            .orElseThrow(
                () ->
                    refused(
                        "it has no column '"
                            + name
                            + "'. Its columns are: "
                            + table.columnNames()
                            + ". Add the column, or leave it out of the input"));
    if (column.generated()) {
      throw refused(
          "its column '"
              + column.name()
              + "' is computed by the database. Leave it out of the input");
    }
    if (!ColumnPort.fits(type, column.type())) {
      throw refused(
          "its column '"
              + column.name()
              + "' of type "
              + column.type().name()
              + " does not hold "
              + type.describe()
              + " exactly. Change the column, or cast the input");
    }
    return column;
  }

  private void checkNothingMissing(Set<String> given) {
    List<String> missing =
        table.columns().stream()
            .filter(c -> !c.nullable() && !c.hasDefault() && !given.contains(c.name()))
            .map(Column::name)
            .toList();
    if (!missing.isEmpty()) {
      throw refused(
          "the input has nothing for its columns "
              + missing
              + ", which are NOT NULL and have no default. Add them to the input, or give them a"
              + " default");
    }
  }

  /** That the table is not fit for it. */
  public RefrainException refused(String why) {
    String name = table.schema().isEmpty() ? table.name() : table.schema() + "." + table.name();
    return new RefrainException(
        Kind.REFUSED, "Cannot " + act + " " + name + ": " + why + ". Nothing was changed.");
  }
}
