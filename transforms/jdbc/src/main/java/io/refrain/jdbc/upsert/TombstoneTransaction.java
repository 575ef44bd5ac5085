package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.upsert.BatchTransaction.Insertion;
import io.refrain.jdbc.upsert.BatchTransaction.LostRaceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * One attempt to write a batch of upserts and deletes to a table that remembers deletes by
 * tombstones.
 *
 * <p>Under the locks of its buckets it reads the tombstones of all keys. A row that is not newer
 * than its key's tombstone is stale. What is left is upserted, or deleted, as if there had been
 * none; then tombstones that were overcome are removed, and new ones made, in the same transaction.
 *
 * <p>An atomic merge takes all locks at once, in their order, and then goes batch by batch.
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
    List<UpsertDecision> decisions = apply(connection, batch, insertion);
    connection.commit();
    return decisions;
  }

  /** Keeps all other transactions that heed the tombstones out until this one ends. */
  void lockAll(Connection connection) throws SQLException {
    locks.lockAll(connection);
  }

  /** Decides on each row by what is stored and remembered now, and changes nothing. */
  List<UpsertDecision> decide(Connection connection, Batch batch) throws SQLException {
    PartedBatch parted = new PartedBatch(batch, tombstones.read(connection, batch), versions);
    parted.upserted(rows.decide(connection, parted.upserts()));
    parted.deleted(rows.decide(connection, parted.deletes(), parted::onDelete));
    return parted.decisions();
  }

  /** Decides and writes under locks that are taken, without committing. */
  List<UpsertDecision> apply(Connection connection, Batch batch, Insertion insertion)
      throws SQLException, LostRaceException {
    PartedBatch parted = new PartedBatch(batch, tombstones.read(connection, batch), versions);
    Batch upserts = parted.upserts();
    if (upserts.size() > 0) {
      parted.upserted(rows.apply(connection, upserts, insertion));
    }
    parted.deleted(rows.delete(connection, parted.deletes(), parted::onDelete));
    tombstones.forget(connection, batch, parted.overcome());
    tombstones.remember(connection, batch, parted.remembered());
    return parted.decisions();
  }
}
