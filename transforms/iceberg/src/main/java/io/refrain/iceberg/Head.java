package io.refrain.iceberg;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * A table as it was when it was loaded, and the snapshot that a branch is at. A branch that is not
 * there yet is at the main one's.
 *
 * @param live the table, which moves on
 * @param table the table as it was; only for reading
 * @param branch which branch
 */
record Head(Table live, Table table, String branch) {

  static Head of(Table live, String branch) {
    TableOperations operations = ((HasTableOperations) live).operations();
    StaticTableOperations still =
        new StaticTableOperations(operations.current(), live.io(), operations.locationProvider());
    return new Head(live, new BaseTable(still, live.name()), branch);
  }

  Optional<Snapshot> snapshot() {
    SnapshotRef ref = table.refs().get(branch);
    return Optional.ofNullable(
        ref == null ? table.currentSnapshot() : table.snapshot(ref.snapshotId()));
  }

  /** Names the state: another table of the same name, or another snapshot, has another version. */
  String version() {
    return uuid() + "/" + snapshot().map(s -> Long.toString(s.snapshotId())).orElse("empty");
  }

  String uuid() {
    // Tables of format version 1 may have none.
    String uuid = ((HasTableOperations) table).operations().current().uuid();
    return uuid == null ? table.location() : uuid;
  }

  TableScan scan() {
    boolean other = !branch.equals(SnapshotRef.MAIN_BRANCH) && table.refs().containsKey(branch);
    return other ? table.newScan().useRef(branch) : table.newScan();
  }

  /** The snapshots of this branch that are still known, by id, the newest first. */
  Iterable<Snapshot> ancestors() {
    return snapshot()
        .map(s -> SnapshotUtil.ancestorsOf(s.snapshotId(), table::snapshot))
        .orElse(java.util.List.of());
  }

  /** Known snapshots of any branch by their sequence number, if they have one. */
  Map<Long, Snapshot> bySequence() {
    Map<Long, Snapshot> all = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      if (snapshot.sequenceNumber() > 0) {
        all.put(snapshot.sequenceNumber(), snapshot);
      }
    }
    return all;
  }
}
