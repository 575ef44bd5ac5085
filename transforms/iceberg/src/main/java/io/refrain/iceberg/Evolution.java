package io.refrain.iceberg;

/** What a run may do to the columns of a table. */
public enum Evolution {
  /** Nothing: a column that the table does not have is refused. */
  NONE,
  /**
   * Add columns that the table does not have, nullable and in the snapshot's own commit. Rows that
   * stay read as null there.
   */
  ADD
}
