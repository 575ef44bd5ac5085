package io.refrain.jdbc.doctor;

/** Whether a table may be written to in one way, again and again; from good to bad. */
public enum Safety {
  SAFE,
  /** Safe as long as what is said holds. */
  CAVEAT,
  UNSAFE
}
