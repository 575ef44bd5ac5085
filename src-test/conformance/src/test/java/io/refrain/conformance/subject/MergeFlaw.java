package io.refrain.conformance.subject;

/** A way in which a table that rows are merged into can be wrong. */
public enum MergeFlaw {
  /** The token of a run is not found again. */
  FORGETS_TOKEN,
  /** Files that a commit removes stay. */
  KEEPS_REMOVED,
  /** Whether anybody changed anything since the base is not looked at. */
  IGNORES_OTHERS,
  /** Staged rows are seen by readers at once. */
  SHOWS_STAGED,
  /** Readers see the table between what goes and what comes. */
  SHOWS_HALF
}
