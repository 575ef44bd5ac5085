package io.refrain.jdbc.table;

import io.refrain.jdbc.dialect.StoredType;
import java.util.List;
import java.util.Optional;
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

  /** A column by its name: exactly if there is one, otherwise in any case if only one fits. */
  public Optional<Column> column(String name) {
    return TableReader.match(new TableName.Part(name, false), columnNames())
        .flatMap(exact -> columns.stream().filter(c -> c.name().equals(exact)).findFirst());
  }

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }
}
