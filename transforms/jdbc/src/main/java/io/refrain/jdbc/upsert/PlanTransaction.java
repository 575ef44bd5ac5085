package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.upsert.BatchTransaction.Insertion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Decides on a batch by what is stored now, as an upsert would, and writes nothing. */
final class PlanTransaction implements BatchWriter.Attempt {

  /** Decides on each row of a batch, and changes nothing. */
  private interface Decide {
    List<UpsertDecision> on(Connection connection, Batch batch) throws SQLException;
  }

  private final boolean heeding;
  private final Decide decide;

  private PlanTransaction(boolean heeding, Decide decide) {
    this.heeding = heeding;
    this.decide = decide;
  }

  /** Of a table that has no tombstones. */
  static PlanTransaction of(BatchTransaction rows) {
    return new PlanTransaction(false, rows::decide);
  }

  /**
   * Of a table that remembers deletes by tombstones.
   *
   * @param tombstones empty if there are none yet
   */
  static PlanTransaction heeding(
      Optional<Tombstones> tombstones, BatchTransaction rows, RowOrder versions) {
    return new PlanTransaction(
        true,
        (connection, batch) -> {
          byte[][] deleted =
              tombstones.isPresent()
                  ? tombstones.get().read(connection, batch)
                  : new byte[batch.size()][];
          PartedBatch parted = new PartedBatch(batch, deleted, versions);
          parted.upserted(rows.decide(connection, parted.upserts()));
          parted.deleted(rows.decide(connection, parted.deletes(), parted::onDelete));
          return parted.decisions();
        });
  }

  /** Whether deletes are remembered by tombstones. */
  boolean isHeeding() {
    return heeding;
  }

  @Override
  public boolean canLoad(Batch batch) {
    return false;
  }

  @Override
  public boolean stores() {
    return false;
  }

  @Override
  public List<UpsertDecision> run(Connection connection, Batch batch, Insertion insertion)
      throws SQLException {
    List<UpsertDecision> decisions = decide.on(connection, batch);
    connection.rollback();
    return decisions;
  }
}
