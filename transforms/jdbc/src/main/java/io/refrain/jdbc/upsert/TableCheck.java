package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.doctor.Finding;
import io.refrain.jdbc.doctor.Mode;
import io.refrain.jdbc.doctor.Safety;
import io.refrain.jdbc.doctor.TableChecks;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableColumns;
import io.refrain.jdbc.table.TableFacts;
import java.util.List;

/**
 * Decides, from what a database says of a table, whether rows of a layout can be upserted into it.
 */
final class TableCheck {
  private final JdbcDialect dialect;
  private final RowLayout layout;
  private final LatestBy latestBy;
  private final TableFacts facts;
  private final StoredTable table;
  private final TableColumns found;

  TableCheck(JdbcDialect dialect, RowLayout layout, LatestBy latestBy, TableFacts facts) {
    this.dialect = dialect;
    this.layout = layout;
    this.latestBy = latestBy;
    this.facts = facts;
    this.table = facts.table();
    this.found = new TableColumns(layout, table, "upsert into");
  }

  /**
   * The table as statements need it.
   *
   * @throws RefrainException naming what does not fit and what to do
   */
  TargetTable check() {
    List<Column> columns = found.match();
    TargetTable target =
        new TargetTable(
            table.schema(),
            table.name(),
            columns.stream().map(c -> new TargetTable.Column(c.name(), c.type())).toList(),
            latestBy.keys().stream().map(layout::indexOf).toList(),
            latestBy.versions().stream().map(layout::indexOf).toList());
    checkComparable("key", target.keyColumns());
    checkComparable("version", target.versionColumns());
    checkSafe(columns);
    return target;
  }

  private void checkComparable(String use, List<TargetTable.Column> columns) {
    for (TargetTable.Column column : columns) {
      if (column.type().has(StoredType.Quirk.INCOMPARABLE)) {
        throw found.refused(
            "its column '"
                + column.name()
                + "' of type "
                + column.type().name()
                + " cannot be a "
                + use
                + ": "
                + dialect.name()
                + " does not compare such values as they are. Take another column, or change its"
                + " type");
      }
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
        throw found.refused(finding.sentence());
      }
    }
  }
}
