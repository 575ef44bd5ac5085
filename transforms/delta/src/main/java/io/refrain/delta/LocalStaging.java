package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.row.RowLayout;
import io.refrain.parquet.file.ColumnStatistics;
import io.refrain.parquet.file.ForcedChannel;
import io.refrain.parquet.file.StagingPlace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Stages data files where they will stay: a reader of the table sees them once the log lists them.
 *
 * @param table its directory
 * @param partition whose files these are
 * @param layout of the rows
 * @param prefix what names of files begin with, see {@link DataFiles}
 * @param tableId the table, empty if there is none yet
 * @param indexed how many columns have statistics; negative for all
 */
record LocalStaging(
    Path table, Partition partition, RowLayout layout, String prefix, String tableId, int indexed)
    implements StagingPlace {
  private static final int MAX_TRIES = 10;

  @Override
  public String path(String uniqueName) {
    return DataFiles.path(partition, prefix + uniqueName);
  }

  @Override
  public WritableByteChannel create(String path) throws IOException {
    Path file = at(path);
    new StagedMarks(table).set(DataFiles.encode(path));
    for (int tries = 1; ; tries++) {
      Files.createDirectories(file.getParent());
      try {
        return new ForcedChannel(
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      } catch (NoSuchFileException e) {
        // Somebody removed the directory while it was empty.
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private Path at(String path) throws IOException {
    try {
      return table.resolve(path);
    } catch (InvalidPathException e) {
      throw new IOException(
          "no file can be named '"
              + path
              + "' ("
              + e.getReason()
              + "): Java takes the encoding of file names from the locale. Start it under one with"
              + " UTF-8, as in LC_ALL=C.UTF-8",
          e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    new StagedMarks(table).remove(DataFiles.encode(path));
  }

  @Override
  public String absolute(String path) {
    return table + "/" + path;
  }

  @Override
  public String location(String path, long rows, List<ColumnStatistics> statistics) {
    return new StagedData(
            DataFiles.encode(path),
            partition,
            tableId,
            StatisticsJson.write(layout, rows, statistics, indexed))
        .location();
  }
}
