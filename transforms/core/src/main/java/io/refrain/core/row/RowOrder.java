package io.refrain.core.row;

import java.util.Arrays;
import java.util.List;

/**
 * Which of two rows of one key is newer: a total order.
 *
 * <p>The version columns decide in the order given; then the change kind, where there is one (a
 * delete is newer than anything else of its version); then the canonical bytes of the whole row. So
 * no two different rows are ever equal, and nothing is left to the order of arrival.
 */
public final class RowOrder {
  private final RowLayout layout;
  private final int[] versions;
  private final ChangeKind changeKind;

  /** An order by version columns alone. */
  public RowOrder(RowLayout layout, List<String> versions) {
    this(layout, versions, null);
  }

  /**
   * @param changeKind says which rows are deletes; null if none are
   * @throws IllegalArgumentException if no version column is given, one that the layout does not
   *     have, or one whose type has no order
   */
  public RowOrder(RowLayout layout, List<String> versions, ChangeKind changeKind) {
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("Latest by what? Name at least one version column.");
    }
    this.layout = layout;
    this.versions = layout.indexesOf(versions);
    this.changeKind = changeKind;
    for (int column : this.versions) {
      switch (layout.type(column).kind()) {
        case ARRAY, MAP, ROW ->
            throw new IllegalArgumentException(
                "Version column '"
                    + layout.name(column)
                    + "' is of type "
                    + layout.type(column).describe()
                    + ", which has no order of newer and older.");
        default -> {}
      }
    }
  }

  /** The first version column that is null in a row, or -1. */
  public int nullColumn(byte[] bytes, int row) {
    for (int column : versions) {
      if (layout.isNull(bytes, row, column)) {
        return column;
      }
    }
    return -1;
  }

  /** The order by version and change kind alone: 0 for a tie that only the content can decide. */
  public int compareVersions(byte[] a, int rowA, byte[] b, int rowB) {
    for (int column : versions) {
      int order = ColumnOrder.compare(layout, column, a, rowA, b, rowB);
      if (order != 0) {
        return order;
      }
    }
    return changeKind == null
        ? 0
        : Boolean.compare(changeKind.isDelete(a, rowA), changeKind.isDelete(b, rowB));
  }

  /** The last step of the order: the canonical bytes. 0 only for rows that are the same. */
  public static int compareContent(
      byte[] a, int rowA, int lengthA, byte[] b, int rowB, int lengthB) {
    return Arrays.compareUnsigned(a, rowA, rowA + lengthA, b, rowB, rowB + lengthB);
  }
}
