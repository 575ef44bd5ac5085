package io.refrain.jdbc.upsert;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.row.RowOrder;
import java.util.Map;

/**
 * What becomes of a row, given what is stored under its key: a pure function.
 *
 * <p>It is the total order of {@link RowOrder}: version first, then the canonical bytes. So the row
 * that a key ends up with depends on the set of rows that were ever offered, not on their order or
 * on how they were cut into batches.
 */
enum UpsertDecision {
  /** Nothing is stored under the key. */
  INSERT,
  /** What is stored is older. */
  UPDATE,
  /** What is stored has the same version, other content, and loses by it. */
  UPDATE_TIED,
  /** The same row is stored. It is not written again. */
  UNCHANGED,
  /** What is stored is newer. */
  STALE,
  /** What is stored has the same version, other content, and wins by it. */
  STALE_TIED;

  /** The row that a table holds under a key, read back into the layout of the input. */
  static final class Stored {
    private final byte[] row;
    private final boolean exact;

    /**
     * @param exact whether all its values have a form in the layout; otherwise it differs from any
     *     row
     */
    Stored(byte[] row, boolean exact) {
      this.row = row;
      this.exact = exact;
    }
  }

  /**
   * @param stored what is stored; null if nothing
   */
  static UpsertDecision of(RowOrder order, byte[] row, Stored stored) {
    if (stored == null) {
      return INSERT;
    }
    if (order.nullColumn(stored.row, 0) >= 0) {
      return UPDATE;
    }
    int newer = order.compareVersions(row, 0, stored.row, 0);
    if (newer != 0) {
      return newer > 0 ? UPDATE : STALE;
    }
    if (!stored.exact) {
      return UPDATE_TIED;
    }
    int content = RowOrder.compareContent(row, 0, row.length, stored.row, 0, stored.row.length);
    return content == 0 ? UNCHANGED : content > 0 ? UPDATE_TIED : STALE_TIED;
  }

  /** Whether the row is written at all. */
  boolean writes() {
    return this == INSERT || this == UPDATE || this == UPDATE_TIED;
  }

  /** Whether a guard on the version repeats the decision in full. */
  boolean guardedByVersion() {
    return this == INSERT || this == UPDATE;
  }

  /** Whether the content alone decided. */
  boolean tied() {
    return this == UPDATE_TIED || this == STALE_TIED;
  }

  /** How often each was made, in the words of a receipt. */
  static Counts counts(Map<UpsertDecision, Long> made) {
    return Counts.of(Count.INSERTED, made.getOrDefault(INSERT, 0L))
        .with(Count.UPDATED, made.getOrDefault(UPDATE, 0L) + made.getOrDefault(UPDATE_TIED, 0L))
        .with(Count.UNCHANGED, made.getOrDefault(UNCHANGED, 0L))
        .with(Count.STALE, made.getOrDefault(STALE, 0L) + made.getOrDefault(STALE_TIED, 0L));
  }
}
