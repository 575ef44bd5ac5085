package io.refrain.core.blocks;

import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import java.io.Serializable;
import java.util.List;

/**
 * Which columns make the key, and which say what is newer.
 *
 * @param keys the key columns
 * @param versions the version columns, the first deciding first
 * @param changeKind the column that marks deletes; null if there is none
 */
public record LatestBy(List<String> keys, List<String> versions, String changeKind)
    implements Serializable {

  public LatestBy {
    keys = List.copyOf(keys);
    versions = List.copyOf(versions);
  }

  /**
   * The key in a layout.
   *
   * @throws IllegalArgumentException if there is no key column, or an unknown one
   */
  public RowKey key(RowLayout layout) {
    return new RowKey(layout, keys);
  }

  /**
   * The order in a layout.
   *
   * @throws IllegalArgumentException if there is no version column, or an unknown one
   */
  public RowOrder order(RowLayout layout) {
    return new RowOrder(
        layout, versions, changeKind == null ? null : new ChangeKind(layout, changeKind));
  }
}
