package io.refrain.core;

import java.util.Locale;

/** What is counted: the same words in receipts, metrics and on the command line. */
public enum Count {
  /** Rows read, rejected ones included. */
  ROWS_IN,
  /** Rows that a newer or equal row of their key made superfluous. */
  COLLAPSED,
  /** Keys whose row was chosen by content alone: several contents had the newest version. */
  TIES,
  /** Rows stored by a replace. */
  WRITTEN,
  /** Rows whose key was new to the target. */
  INSERTED,
  /** Rows that took the place of an older row of their key. */
  UPDATED,
  /** Rows the target held already, equal in all columns. */
  UNCHANGED,
  /** Rows older than what the target held. */
  STALE,
  /** Rows removed from the target. */
  DELETED,
  /** Rows that did not fit, and were not stored. */
  REJECTED;

  /** The name in metrics and JSON: {@code rows_in}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
