package io.refrain.core.testing;

/** A way in which a table can be wrong, planted so that a test can show that it would notice. */
public enum MergeDefect {
  /** The token is not stored with the data. */
  FORGETS_TOKEN,
  /** Files that a commit removes stay. */
  KEEPS_REMOVED,
  /** Rows that others added since the base are not looked for. */
  IGNORES_ADDED,
  /** Whether anybody changed anything since the base is not looked at. */
  IGNORES_CONFLICTS,
  /** Staged rows are seen by readers at once. */
  SHOWS_STAGED,
  /** Discarding staged files removes them even if they were committed. */
  DISCARDS_COMMITTED,
  /** A stager closed without finish leaves its rows to readers. */
  STAGES_UNFINISHED,
  /** The last row of each staged file is lost. */
  LOSES_A_ROW,
  /** A file that lies within the bounds as a whole is left out. */
  LISTS_TOO_FEW,
  /** The bounds of the keys leave no file out. */
  LISTS_TOO_MANY,
  /** Rows that were deleted by position are read. */
  READS_DELETED,
  /** Positions do not count the rows that were deleted. */
  COUNTS_LIVE_ROWS,
  /** A later deletion by position takes the place of an earlier one. */
  FORGETS_DELETES
}
