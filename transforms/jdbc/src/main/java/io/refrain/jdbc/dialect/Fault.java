package io.refrain.jdbc.dialect;

/** What an error of a database means for the rows that were being written. */
public enum Fault {
  /** A row is at fault. Found by writing fewer at a time; that one is rejected. */
  ROW,
  /** No row is at fault and it may pass: tried again on a fresh transaction. */
  TRANSIENT,
  /** Neither: the run fails. */
  FATAL
}
