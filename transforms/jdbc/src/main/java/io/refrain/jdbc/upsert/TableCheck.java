package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.StoredTable.UniqueIndex;
import io.refrain.jdbc.table.TableColumns;
import java.util.LinkedHashSet;
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
  private final StoredTable table;
  private final TableColumns found;

  TableCheck(JdbcDialect dialect, RowLayout layout, LatestBy latestBy, StoredTable table) {
    this.dialect = dialect;
    this.layout = layout;
    this.latestBy = latestBy;
    this.table = table;
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
    checkKey(target);
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

  private void checkKey(TargetTable target) {
    Set<String> key = new LinkedHashSet<>();
    target.keyColumns().forEach(c -> key.add(c.name()));
    List<UniqueIndex> others =
        table.uniqueIndexes().stream().filter(i -> !i.columns().equals(key)).toList();
    if (others.size() == table.uniqueIndexes().size()) {
      String columns = SqlText.list(target.keyColumns(), c -> dialect.quote(c.name()));
      String name = SqlText.tableName(target, dialect::quote);
      throw found.refused(
          "no unique index covers exactly the key "
              + key
              + (others.isEmpty() ? "" : " (there are: " + describe(others) + ")")
              + ". Without one two writers could insert the same key twice. Make one: ALTER TABLE "
              + name
              + " ADD PRIMARY KEY ("
              + columns
              + "), or CREATE UNIQUE INDEX ON "
              + name
              + " ("
              + columns
              + ")");
    }
    if (dialect.anyUniqueIndexCaptures() && !others.isEmpty()) {
      throw found.refused(
          "it has further unique indexes, "
              + describe(others)
              + ", by which an upsert on "
              + dialect.name()
              + " could overwrite a row of another key. Drop them, or make the key one of them");
    }
  }

  private static String describe(List<UniqueIndex> indexes) {
    return indexes.stream()
        .map(i -> i.name() + " " + i.columns())
        .collect(Collectors.joining(", "));
  }
}
