package io.refrain.delta;

import io.delta.kernel.Snapshot;
import io.delta.kernel.types.StructType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A version of a table, its data files apart.
 *
 * @param version of the log
 * @param tableId made when the table was; another table at the same place has another
 * @param schema its columns
 * @param partitionColumns in order
 * @param properties what is set
 * @param features the writer features its protocol names, those implied included
 * @param domains what the domains of metadata hold
 * @param snapshot Kernel's own
 */
record TableState(
    long version,
    String tableId,
    StructType schema,
    List<String> partitionColumns,
    Map<String, String> properties,
    Set<String> features,
    Map<String, String> domains,
    Snapshot snapshot) {

  /** How many columns have statistics if a table does not say. */
  static final int INDEXED_COLUMNS = 32;

  /** How many columns have statistics; negative for all. */
  int indexedColumns() {
    String set = properties.get("delta.dataSkippingNumIndexedCols");
    return set == null ? INDEXED_COLUMNS : Integer.parseInt(set);
  }

  /** Names this state; a table that was made anew is in another. */
  String name() {
    return version + " of " + tableId;
  }

  /** The same with other columns, as a commit that is yet to be made leaves it. */
  TableState with(StructType columns) {
    return new TableState(
        version, tableId, columns, partitionColumns, properties, features, domains, snapshot);
  }

  boolean isOn(String property) {
    return Boolean.parseBoolean(properties.get(property));
  }
}
