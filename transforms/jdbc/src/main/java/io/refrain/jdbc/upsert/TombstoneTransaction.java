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
    PartedBatch parted = new PartedBatch(batch, tombstones.read(connection, batch), versions);
    Batch upserts = parted.upserts();
    if (upserts.size() > 0) {
      parted.upserted(rows.apply(connection, upserts, insertion));
    }
    parted.deleted(rows.delete(connection, parted.deletes(), parted::onDelete));
    tombstones.forget(connection, batch, parted.overcome());
    tombstones.remember(connection, batch, parted.remembered());
    connection.commit();
    return parted.decisions();
  }
}
