package io.refrain.jdbc.dedup;

import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import java.util.List;

/**
 * Which of two stored rows of a key is newer, as {@link RowOrder} has it; here versions may be
 * null, which is older than any.
 */
final class Newest {
  private final List<RowOrder> versions;

  Newest(RowLayout layout, List<String> versions) {
    this.versions = versions.stream().map(v -> new RowOrder(layout, List.of(v))).toList();
  }

  /** By version alone: 0 for a tie. */
  int compareVersions(byte[] a, byte[] b) {
    for (RowOrder version : versions) {
      boolean nullA = version.nullColumn(a, 0) >= 0;
      boolean nullB = version.nullColumn(b, 0) >= 0;
      int order =
          nullA || nullB ? Boolean.compare(nullB, nullA) : version.compareVersions(a, 0, b, 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** By content: 0 for rows that are the same. */
  static int compareContent(byte[] a, byte[] b) {
    return RowOrder.compareContent(a, 0, a.length, b, 0, b.length);
  }
}
