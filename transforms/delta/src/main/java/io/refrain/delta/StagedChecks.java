package io.refrain.delta;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks at what was staged before the log lists it: whatever became of it, or of the table.
 *
 * @param directory the table's
 * @param who what messages call the run
 * @param target what messages call the table
 * @param base the table that is committed to; empty if it is made by this commit
 */
record StagedChecks(Path directory, String who, String target, Optional<TableState> base) {

  /**
   * The entry's action for a file.
   *
   * @throws RefrainException (conflict) if it was staged for another table
   * @throws IOException if the file is not there as it was staged
   */
  LogEntry.Added added(StagedData file, long bytes, PartitionTexts texts) throws IOException {
    String now = base.map(TableState::tableId).orElse("");
    if (!file.tableId().isEmpty() && !file.tableId().equals(now)) {
      throw new RefrainException(
          Kind.CONFLICT,
          "Cannot commit "
              + who
              + " to "
              + target
              + ": the table was "
              + (now.isEmpty() ? "dropped" : "dropped and made anew")
              + " while this run was staging. Nothing was changed. Run again.");
    }
    return new LogEntry.Added(
        file.path(),
        texts.toLog(file.partition()),
        bytes,
        modified(file, bytes),
        file.statistics());
  }

  private long modified(StagedData file, long bytes) throws IOException {
    Path at = directory.resolve(DataFiles.decode(file.path()));
    long size = -1;
    try {
      size = Files.size(at);
      if (size == bytes) {
        return Files.getLastModifiedTime(at).toMillis();
      }
    } catch (NoSuchFileException e) {
      size = -1;
    }
    throw new IOException(
        "Cannot commit "
            + who
            + " to "
            + target
            + ": the staged file "
            + at
            + (size < 0 ? " is gone" : " has " + size + " bytes instead of " + bytes)
            + ". Nothing was changed. Run again; if the run takes longer than the safe age, raise"
            + " that.");
  }
}
