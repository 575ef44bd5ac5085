package io.refrain.jdbc.table;

import io.refrain.jdbc.dialect.StoredType;
import java.util.List;
import java.util.Set;

/**
 * A table as the database describes it.
 *
 * @param schema the schema it lies in; empty if the database has none
 * @param name its name, exactly
 * @param columns its columns, in order
 * @param uniqueIndexes its unique indexes over plain columns and all rows
 */
public record StoredTable(
    String schema, String name, List<Column> columns, List<UniqueIndex> uniqueIndexes) {

  /** A column. */
  public record Column(
      String name, StoredType type, boolean nullable, boolean hasDefault, boolean generated) {}

  /** A unique index. */
  public record UniqueIndex(String name, Set<String> columns) {}

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }
}
