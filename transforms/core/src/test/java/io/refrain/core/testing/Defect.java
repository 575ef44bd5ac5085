package io.refrain.core.testing;

/** A way in which a store can be wrong, planted so that a test can show that it would notice. */
public enum Defect {
  /** The token is not stored with the data. */
  FORGETS_TOKEN,
  /** What a commit replaces stays. */
  APPENDS,
  /** Neither the token nor the epoch that wrote a partition is stored. */
  FORGETS_EPOCH,
  /** Stored rows do not remember who wrote them. */
  FORGETS_OWNER,
  /** Staged rows are seen by readers at once. */
  SHOWS_STAGED,
  /** A commit shows its partitions one after another. */
  SHOWS_HALF,
  /** A commit does not look whether the state is still the one it was planned from. */
  IGNORES_BASE,
  /** Content of foreign writers is not reported. */
  HIDES_FOREIGN,
  /** Discarding staged rows removes them even if they were committed. */
  DISCARDS_COMMITTED,
  /** A stager closed without finish stages what it got. */
  STAGES_UNFINISHED,
  /** A partition that is replaced by nothing keeps its rows. */
  KEEPS_EMPTIED,
  /** A commit removes every partition, whatever its scope. */
  REPLACES_EVERYTHING,
  /** The last row of each staged group is lost. */
  LOSES_A_ROW,
  /** A run's token takes the place of that of any other run of its pipeline. */
  ONE_TOKEN_PER_PIPELINE
}
