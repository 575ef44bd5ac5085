package io.refrain.core;

import java.io.Serializable;

/**
 * What a merge cost: it grows with the files touched, not with the table.
 *
 * @param filesRead files of which at least the key columns were read
 * @param filesRewritten files that the commit removed, or of which it deleted rows by position
 * @param filesAdded files that the commit added, those with deleted positions included
 * @param bytesAdded the size of these
 * @param duplicates rows removed because a newer or equal row of their key was stored as well
 */
public record MergeWork(
    long filesRead, long filesRewritten, long filesAdded, long bytesAdded, long duplicates)
    implements Serializable {
  /** No work at all. */
  public static final MergeWork NONE = new MergeWork(0, 0, 0, 0, 0);

  public MergeWork plus(MergeWork other) {
    return new MergeWork(
        filesRead + other.filesRead,
        filesRewritten + other.filesRewritten,
        filesAdded + other.filesAdded,
        bytesAdded + other.bytesAdded,
        duplicates + other.duplicates);
  }
}
