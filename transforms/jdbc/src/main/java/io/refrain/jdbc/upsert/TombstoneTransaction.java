package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowOrder;
import io.refrain.jdbc.upsert.BatchTransaction.Insertion;
import io.refrain.jdbc.upsert.BatchTransaction.LostRaceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One attempt to write a batch of upserts and deletes to a table that remembers deletes by
 * tombstones.
 *
 * <p>Under the locks of its buckets it reads the tombstones of all keys. A row that is not newer
 * than its key's tombstone is stale. What is left is upserted, or deleted, as if there had been
 * none; then tombstones that were overcome are removed, and new ones made, in the same transaction.
 */
final class TombstoneTransaction implements BatchWriter.Attempt {
  private final BatchTransaction rows;
  private final BucketLocks locks;
  private final Tombstones tombstones;
  private final RowOrder versions;

  TombstoneTransaction(
      BatchTransaction rows, BucketLocks locks, Tombstones tombstones, RowOrder versions) {
    this.rows = rows;
    this.locks = locks;
    this.tombstones = tombstones;
    this.versions = versions;
  }

  @Override
  public boolean canLoad(Batch batch) {
    return rows.canLoad(batch);
  }

  @Override
  public List<UpsertDecision> run(Connection connection, Batch batch, Insertion insertion)
      throws SQLException, LostRaceException {
    locks.lock(connection, batch);
    byte[][] deleted = tombstones.read(connection, batch);
    UpsertDecision[] decisions = new UpsertDecision[batch.size()];
    List<Integer> upserts = new ArrayList<>();
    List<Integer> deletes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      int newer = newer(batch.row(i), deleted[i]);
      if (newer > 0 || (newer == 0 && batch.isDelete(i))) {
        (batch.isDelete(i) ? deletes : upserts).add(i);
      } else {
        decisions[i] = UpsertDecision.STALE;
      }
    }
    upsert(connection, batch, upserts, insertion, decisions);
    delete(connection, batch, deletes, deleted, decisions);
    remember(connection, batch, upserts, deletes, deleted, decisions);
    connection.commit();
    return Arrays.asList(decisions);
  }

  private int newer(byte[] row, byte[] tombstone) {
    return tombstone == null ? 1 : versions.compareVersions(row, 0, tombstone, 0);
  }

  private void upsert(
      Connection connection,
      Batch batch,
      List<Integer> upserts,
      Insertion insertion,
      UpsertDecision[] decisions)
      throws SQLException, LostRaceException {
    if (!upserts.isEmpty()) {
      assign(decisions, upserts, rows.apply(connection, batch.pick(upserts), insertion));
    }
  }

  private void delete(
      Connection connection,
      Batch batch,
      List<Integer> deletes,
      byte[][] deleted,
      UpsertDecision[] decisions)
      throws SQLException, LostRaceException {
    assign(decisions, deletes, rows.delete(connection, batch.pick(deletes), this::onDelete));
    for (int i : deletes) {
      if (decisions[i] == UpsertDecision.REMEMBER && newer(batch.row(i), deleted[i]) == 0) {
        decisions[i] = UpsertDecision.UNCHANGED;
      }
    }
  }

  private UpsertDecision onDelete(byte[] row, UpsertDecision.Stored stored) {
    if (stored == null) {
      return UpsertDecision.REMEMBER;
    }
    // Of the same version a delete is newer than what is stored.
    return UpsertDecision.compareVersions(versions, row, stored) >= 0
        ? UpsertDecision.DELETE
        : UpsertDecision.STALE;
  }

  private void remember(
      Connection connection,
      Batch batch,
      List<Integer> upserts,
      List<Integer> deletes,
      byte[][] deleted,
      UpsertDecision[] decisions)
      throws SQLException, LostRaceException {
    List<Integer> overcome = new ArrayList<>();
    List<Integer> made = new ArrayList<>();
    for (int i : upserts) {
      if (deleted[i] != null) {
        overcome.add(i);
      }
    }
    for (int i : deletes) {
      if (decisions[i] != UpsertDecision.STALE && newer(batch.row(i), deleted[i]) > 0) {
        made.add(i);
        if (deleted[i] != null) {
          overcome.add(i);
        }
      }
    }
    tombstones.forget(connection, batch, overcome);
    tombstones.remember(connection, batch, made);
  }

  private static void assign(
      UpsertDecision[] decisions, List<Integer> places, List<UpsertDecision> made) {
    for (int i = 0; i < made.size(); i++) {
      decisions[places.get(i)] = made.get(i);
    }
  }
}
