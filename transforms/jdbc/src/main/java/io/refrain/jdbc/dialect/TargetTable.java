package io.refrain.jdbc.dialect;

import java.io.Serializable;
import java.util.List;

/**
 * A table, as far as statements need it: names as the database stores them, not yet quoted.
 *
 * @param schema the schema it lies in; empty for the database's default
 * @param name its name
 * @param columns the columns that are written, in the order in which parameters are bound
 * @param keys which of them make the key, as indexes into {@code columns}
 * @param versions which of them say what is newer, the first deciding first
 */
public record TargetTable(
    String schema, String name, List<Column> columns, List<Integer> keys, List<Integer> versions)
    implements Serializable {

  public TargetTable {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
    versions = List.copyOf(versions);
  }

  /** One column. */
  public record Column(String name, StoredType type) implements Serializable {}

  /** The key columns, in the order of the key. */
  public List<Column> keyColumns() {
    return keys.stream().map(columns::get).toList();
  }

  /** The columns that an update sets: all but the key. */
  public List<Column> valueColumns() {
    List<Column> keyColumns = keyColumns();
    return columns.stream().filter(c -> !keyColumns.contains(c)).toList();
  }

  /** The version columns, in the order in which they decide. */
  public List<Column> versionColumns() {
    return versions.stream().map(columns::get).toList();
  }
}
