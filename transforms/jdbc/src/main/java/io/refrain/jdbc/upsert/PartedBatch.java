package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.UpsertDecision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch, parted by the tombstones of its keys into upserts, deletes, and rows that are stale
 * because they are not newer than their key's delete.
 */
final class PartedBatch {
  private final Batch batch;
  private final byte[][] tombstones;
  private final RowOrder versions;
  private final UpsertDecision[] decisions;
  private final List<Integer> upserts = new ArrayList<>();
  private final List<Integer> deletes = new ArrayList<>();

  /**
   * @param tombstones for each row a row that holds the version of its key's delete; null if there
   *     is none
   */
  PartedBatch(Batch batch, byte[][] tombstones, RowOrder versions) {
    this.batch = batch;
    this.tombstones = tombstones;
    this.versions = versions;
    this.decisions = new UpsertDecision[batch.size()];
    for (int i = 0; i < batch.size(); i++) {
      int newer = newer(i);
      if (newer > 0 || (newer == 0 && batch.isDelete(i))) {
        (batch.isDelete(i) ? deletes : upserts).add(i);
      } else {
        decisions[i] = UpsertDecision.STALE;
      }
    }
  }

  private int newer(int i) {
    return tombstones[i] == null ? 1 : versions.compareVersions(batch.row(i), 0, tombstones[i], 0);
  }

  Batch upserts() {
    return batch.pick(upserts);
  }

  Batch deletes() {
    return batch.pick(deletes);
  }

  /** Decides on a delete by what is stored. */
  UpsertDecision onDelete(byte[] row, UpsertDecision.Stored stored) {
    if (stored == null) {
      return UpsertDecision.REMEMBER;
    }
    // Of the same version a delete is newer than what is stored.
    return UpsertDecision.compareVersions(versions, row, stored) >= 0
        ? UpsertDecision.DELETE
        : UpsertDecision.STALE;
  }

  /** Takes the decisions on the upserts. */
  void upserted(List<UpsertDecision> made) {
    assign(upserts, made);
  }

  /** Takes the decisions on the deletes. */
  void deleted(List<UpsertDecision> made) {
    assign(deletes, made);
    for (int i : deletes) {
      if (decisions[i] == UpsertDecision.REMEMBER && newer(i) == 0) {
        decisions[i] = UpsertDecision.UNCHANGED;
      }
    }
  }

  private void assign(List<Integer> places, List<UpsertDecision> made) {
    for (int i = 0; i < made.size(); i++) {
      decisions[places.get(i)] = made.get(i);
    }
  }

  List<UpsertDecision> decisions() {
    return Arrays.asList(decisions);
  }

  /** The rows whose key's tombstone is to be removed. */
  List<Integer> overcome() {
    List<Integer> rows = new ArrayList<>(upserts);
    rows.addAll(remembered());
    rows.removeIf(i -> tombstones[i] == null);
    return rows;
  }

  /** The deletes that make a tombstone. */
  List<Integer> remembered() {
    return deletes.stream()
        .filter(i -> decisions[i] != UpsertDecision.STALE && newer(i) > 0)
        .toList();
  }
}
