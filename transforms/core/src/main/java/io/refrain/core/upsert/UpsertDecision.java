package io.refrain.core.upsert;

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
public enum UpsertDecision {
  /** Nothing is stored under the key. */
  INSERT(Count.INSERTED),
  /** What is stored is older. */
  UPDATE(Count.UPDATED),
  /** What is stored has the same version, other content, and loses by it. */
  UPDATE_TIED(Count.UPDATED),
  /** The same row is stored. It is not written again. */
  UNCHANGED(Count.UNCHANGED),
  /** What is stored is newer. */
  STALE(Count.STALE),
  /** What is stored has the same version, other content, and wins by it. */
  STALE_TIED(Count.STALE),
  /** A delete: what is stored is not newer, and is removed. */
  DELETE(Count.DELETED),
  /** A delete of what is not there, or is deleted already by an older one: it is remembered. */
  REMEMBER(Count.UNCHANGED),
  /** A delete, older rows being flagged: what is stored is older, and is flagged. */
  FLAG(Count.DELETED),
  /** The same, of what is stored with the same version. */
  FLAG_SAME(Count.DELETED),
  /** A delete of what was flagged by an older one. */
  RENEW(Count.UNCHANGED),
  /** A delete of what was flagged by one of the same version, with other content. */
  RENEW_TIED(Count.UNCHANGED),
  /** What is stored is flagged and older. */
  REVIVE(Count.INSERTED);

  private final Count count;

  UpsertDecision(Count count) {
    this.count = count;
  }

  /** Decides on one row. */
  public interface Rule {
    /**
     * What becomes of a row.
     *
     * @param stored what is stored; null if nothing
     */
    UpsertDecision decide(byte[] row, Stored stored);

    /** A boolean column whose null means false; -1 if there is none. */
    default int nullIsFalse() {
      return -1;
    }
  }

  /** The row that a table holds under a key, read back into the layout of the input. */
  public static final class Stored {
    private final byte[] row;
    private final boolean exact;

    /**
     * @param exact whether all its values have a form in the layout; otherwise it differs from any
     *     row
     */
    public Stored(byte[] row, boolean exact) {
      this.row = row;
      this.exact = exact;
    }

    public byte[] row() {
      return row;
    }

    public boolean exact() {
      return exact;
    }
  }

  /**
   * What becomes of an upsert.
   *
   * @param stored what is stored; null if nothing
   */
  public static UpsertDecision of(RowOrder order, byte[] row, Stored stored) {
    if (stored == null) {
      return INSERT;
    }
    int newer = compareVersions(order, row, stored);
    if (newer != 0) {
      return newer > 0 ? UPDATE : STALE;
    }
    int content = compareContent(row, stored);
    return content == 0 ? UNCHANGED : content > 0 ? UPDATE_TIED : STALE_TIED;
  }

  /** Where stored rows are never touched: whatever is stored, it stays. */
  public static UpsertDecision ofInsertOnly(byte[] row, Stored stored) {
    if (stored == null) {
      return INSERT;
    }
    return stored.exact && compareContent(row, stored) == 0 ? UNCHANGED : STALE;
  }

  /** The order of versions; a stored row without one is older than any. */
  public static int compareVersions(RowOrder order, byte[] row, Stored stored) {
    return order.nullColumn(stored.row, 0) >= 0 ? 1 : order.compareVersions(row, 0, stored.row, 0);
  }

  /** The order of contents; what has no exact form comes first. */
  public static int compareContent(byte[] row, Stored stored) {
    return stored.exact
        ? RowOrder.compareContent(row, 0, row.length, stored.row, 0, stored.row.length)
        : 1;
  }

  /** What it is counted as. */
  public Count count() {
    return count;
  }

  /** The way it is written: an insert, an update of older rows or of the same version too. */
  public UpsertDecision writtenAs() {
    return switch (this) {
      case REMEMBER -> INSERT;
      case FLAG, RENEW, REVIVE -> UPDATE;
      case FLAG_SAME, RENEW_TIED -> UPDATE_TIED;
      default -> this;
    };
  }

  /** Whether the row is written at all. */
  public boolean writes() {
    return switch (writtenAs()) {
      case INSERT, UPDATE, UPDATE_TIED, DELETE -> true;
      default -> false;
    };
  }

  /** Whether a guard on the version repeats the decision in full. */
  public boolean guardedByVersion() {
    return writtenAs() == INSERT || writtenAs() == UPDATE;
  }

  /** Whether the content alone decided. */
  public boolean tied() {
    return this == UPDATE_TIED || this == STALE_TIED || this == RENEW_TIED;
  }

  /** How often each was made, in the words of a receipt. */
  public static Counts counts(Map<UpsertDecision, Long> made) {
    Counts counts = Counts.NONE;
    for (Map.Entry<UpsertDecision, Long> entry : made.entrySet()) {
      counts = counts.plus(Counts.of(entry.getKey().count, entry.getValue()));
    }
    return counts;
  }
}
