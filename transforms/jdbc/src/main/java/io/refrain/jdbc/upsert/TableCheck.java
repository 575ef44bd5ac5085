package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.doctor.Finding;
import io.refrain.jdbc.doctor.Mode;
import io.refrain.jdbc.doctor.Safety;
import io.refrain.jdbc.doctor.TableChecks;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableFacts;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides, from what a database says of a table, whether rows of a layout can be upserted into it.
 */
final class TableCheck {
  private final JdbcDialect dialect;
  private final RowLayout layout;
  private final LatestBy latestBy;
  private final TableFacts facts;
  private final StoredTable table;

  TableCheck(JdbcDialect dialect, RowLayout layout, LatestBy latestBy, TableFacts facts) {
    this.dialect = dialect;
    this.layout = layout;
    this.latestBy = latestBy;
    this.facts = facts;
    this.table = facts.table();
  }

  /**
   * The table as statements need it.
   *
   * @throws RefrainException naming what does not fit and what to do
   */
  TargetTable check() {
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
    TargetTable target =
        new TargetTable(
            table.schema(),
            table.name(),
            columns.stream().map(c -> new TargetTable.Column(c.name(), c.type())).toList(),
            latestBy.keys().stream().map(layout::indexOf).toList(),
            latestBy.versions().stream().map(layout::indexOf).toList());
    checkSafe(columns);
    return target;
  }

  private Column column(String name, ColumnType type) {
    String stored =
        TableReader.match(new TableName.Part(name, false), table.columnNames())
            .orElseThrow(
                () ->
                    refused(
                        "it has no column '"
                            + name
                            + "'. Its columns are: "
                            + table.columnNames()
                            + ". Add the column, or leave it out of the input"));
    Column column =
        table.columns().stream().filter(c -> c.name().equals(stored)).findFirst().orElseThrow();
    if (column.generated()) {
      throw refused(
          "its column '" + stored + "' is computed by the database. Leave it out of the input");
    }
    if (!ColumnPort.fits(type, column.type())) {
      throw refused(
          "its column '"
              + stored
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

  private void checkSafe(List<Column> columns) {
    for (Finding finding :
        TableChecks.of(
            dialect,
            facts,
            latestBy.keys().stream().map(k -> columns.get(layout.indexOf(k))).toList(),
            latestBy.versions().stream().map(v -> columns.get(layout.indexOf(v))).toList())) {
      if (finding.effect(Mode.UPSERT) == Safety.UNSAFE) {
        throw refused(finding.sentence());
      }
    }
  }

  private RefrainException refused(String why) {
    String name = table.schema().isEmpty() ? table.name() : table.schema() + "." + table.name();
    return new RefrainException(
        Kind.REFUSED, "Cannot upsert into " + name + ": " + why + ". Nothing was changed.");
  }
}
