package io.refrain.core.replace;

import io.refrain.core.Partition;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the partition of each row and whether the scope lets it in. A partition is worked out once,
 * then recognised by the bytes of its columns. Not thread-safe.
 */
final class Router {
  // Longest file name on the file systems in use (ext4, XFS, APFS, NTFS): 255 bytes or characters.
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int NOWHERE = -1;

  /**
   * Where rows go, or why they do not.
   *
   * @param number counts the routes of this router from 0; of no use in a refusal
   * @param partition the partition
   * @param refusal why its rows are rejected; empty if they are not
   */
  record Route(int number, Partition partition, Optional<Refusal> refusal) {}

  /** Why the rows of a partition are rejected. */
  record Refusal(RejectedRow.Code code, String column, String reason) {}

  private final ReplaceScope scope;
  private final PartitionValues values;
  private final RowCursor cursor;
  private final RowKey columns;
  private final RowInterval rowByRow;
  private final Map<Partition, Route> byPartition = new HashMap<>();
  private Known[] known = new Known[64];
  private int knownCount;
  private Known last;
  private Route whole;

  /** A row whose route was worked out: rows with the same partition columns take it too. */
  private static final class Known {
    private final long hash;
    private final byte[] row;
    private final Route route;

    private Known(long hash, byte[] row, Route route) {
      this.hash = hash;
      this.row = row;
      this.route = route;
    }
  }

  Router(RowLayout layout, List<String> partitionColumns, ReplaceScope scope) {
    this.scope = scope;
    this.values = new PartitionValues(layout, partitionColumns);
    this.cursor = new RowCursor(layout);
    this.columns = partitionColumns.isEmpty() ? null : new RowKey(layout, partitionColumns);
    this.rowByRow =
        scope instanceof ReplaceScope.Interval interval
                && !partitionColumns.contains(interval.column())
            ? new RowInterval(layout, interval)
            : null;
  }

  Route route(byte[] bytes, int row, int length) {
    if (rowByRow != null) {
      String outside = rowByRow.outside(cursor.at(bytes, row, length));
      if (outside != null) {
        return new Route(
            NOWHERE,
            Partition.WHOLE,
            refuse(RejectedRow.Code.OUT_OF_SCOPE, rowByRow.column(), outside));
      }
    }
    if (columns == null) {
      whole = whole == null ? workOut(bytes, row, length) : whole;
      return whole;
    }
    if (columns.nullColumn(bytes, row) >= 0) {
      return workOut(bytes, row, length);
    }
    if (last != null && columns.same(last.row, 0, bytes, row)) {
      return last.route;
    }
    long hash = columns.hash(bytes, row);
    int mask = known.length - 1;
    int slot = (int) hash & mask;
    for (; known[slot] != null; slot = (slot + 1) & mask) {
      if (known[slot].hash == hash && columns.same(known[slot].row, 0, bytes, row)) {
        last = known[slot];
        return last.route;
      }
    }
    last =
        new Known(hash, Arrays.copyOfRange(bytes, row, row + length), workOut(bytes, row, length));
    known[slot] = last;
    if (++knownCount * 2 > known.length) {
      grow();
    }
    return last.route;
  }

  private void grow() {
    Known[] old = known;
    known = new Known[old.length * 2];
    int mask = known.length - 1;
    for (Known entry : old) {
      if (entry != null) {
        int slot = (int) entry.hash & mask;
        while (known[slot] != null) {
          slot = (slot + 1) & mask;
        }
        known[slot] = entry;
      }
    }
  }

  private Route workOut(byte[] bytes, int row, int length) {
    Partition partition = values.of(cursor.at(bytes, row, length));
    return byPartition.computeIfAbsent(
        partition, p -> new Route(byPartition.size(), p, refusal(p)));
  }

  private Optional<Refusal> refusal(Partition partition) {
    for (int i = 0; i < partition.columns().size(); i++) {
      String column = partition.columns().get(i);
      String value = partition.values().get(i);
      if (value == null) {
        continue;
      }
      if (value.isEmpty() || value.equals(Partition.HIVE_NULL)) {
        return refuse(
            RejectedRow.Code.PARTITION_VALUE,
            column,
            "the partition value '" + value + "' cannot be told from null in a partition's path");
      }
      int segmentBytes = Partition.of(column, value).path().getBytes(StandardCharsets.UTF_8).length;
      if (segmentBytes > MAX_SEGMENT_BYTES) {
        return refuse(
            RejectedRow.Code.PARTITION_VALUE,
            column,
            "the partition value makes a path segment of "
                + segmentBytes
                + " bytes, and "
                + MAX_SEGMENT_BYTES
                + " is the most");
      }
    }
    if (rowByRow == null && !scope.covers(partition)) {
      String column =
          scope instanceof ReplaceScope.Interval interval
              ? interval.column()
              : String.join(", ", partition.columns());
      return refuse(
          RejectedRow.Code.OUT_OF_SCOPE, column, partition + " is outside of the scope: " + scope);
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refuse(RejectedRow.Code code, String column, String reason) {
    return Optional.of(new Refusal(code, column, reason));
  }
}
