package io.refrain.core;

import java.io.Serializable;

/**
 * What a merge cost: it grows with the files touched, not with the table.
 *
 * @param filesRead files of which at least the key columns were read
 * @param bytesRead how much of data files was read, to search them and to write them anew: the
 *     footers and the columns that were asked for. A file that is read by the library of its format
 *     counts as a whole, each time that it is opened
 * @param filesRewritten files that the commit removed, or of which it deleted rows by position
 * @param filesAdded files that the commit added, those with deleted positions included
 * @param bytesAdded the size of these
 * @param duplicates rows removed because a newer or equal row of their key was stored as well
 */
public record MergeWork(
    long filesRead,
    long bytesRead,
    long filesRewritten,
    long filesAdded,
    long bytesAdded,
    long duplicates)
    implements Serializable {
  /** No work at all. */
  public static final MergeWork NONE = new MergeWork(0, 0, 0, 0, 0, 0);

  /** Files that were read. */
  public static MergeWork ofReading(long files, long bytes) {
    return new MergeWork(files, bytes, 0, 0, 0, 0);
  }

  public MergeWork plus(MergeWork other) {
    return new MergeWork(
        filesRead + other.filesRead,
        bytesRead + other.bytesRead,
        filesRewritten + other.filesRewritten,
        filesAdded + other.filesAdded,
        bytesAdded + other.bytesAdded,
        duplicates + other.duplicates);
  }
}
