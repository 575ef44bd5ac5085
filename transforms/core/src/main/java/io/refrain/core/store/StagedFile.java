package io.refrain.core.store;

import java.io.Serializable;

/**
 * A staged file, described so that any worker can commit or discard it.
 *
 * @param attempt the attempt that staged it
 * @param kind what it holds
 * @param location where the store finds it, in the store's own words
 * @param rows how many rows or positions it holds
 * @param bytes how much space it takes; 0 if the store does not know
 */
public record StagedFile(String attempt, Kind kind, String location, long rows, long bytes)
    implements Serializable {
  /** What a staged file holds. */
  public enum Kind {
    /** Rows of the table. */
    ROWS,
    /** Positions of rows that are deleted. */
    DELETES
  }
}
