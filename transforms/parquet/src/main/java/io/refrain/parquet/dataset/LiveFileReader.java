package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.replace.PartitionColumns;
import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.parquet.file.ParquetRowReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads files that a manifest lists, wherever the moves of this or a later commit have put them.
 */
final class LiveFileReader {
  private static final int MAX_TRIES = 3;
  private static final int BLOCK_BYTES = 64 << 10;

  private final Storage storage;
  private final RowLayout layout;

  LiveFileReader(Storage storage, RowLayout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /** Reads a file into blocks of the dataset's layout. */
  void read(LiveFile file, Consumer<RowBlock> out) throws IOException {
    RowBlock.Builder block = new RowBlock.Builder(BLOCK_BYTES);
    long rows = 0;
    try (ParquetRowReader reader =
        ParquetRowReader.open(open(file), storage.absolute(file.path()))) {
      Assembly assembly = new Assembly(reader.layout(), file.partition());
      while (reader.next()) {
        RowWriter row = assembly.assemble(reader.row());
        block.add(row.bytes(), 0, row.length(), Frame.NO_TAG);
        rows++;
        if (block.sizeInBytes() >= BLOCK_BYTES) {
          out.accept(block.build());
        }
      }
    }
    if (rows != file.rows()) {
      throw new IOException(
          storage.absolute(file.path())
              + " holds "
              + rows
              + " rows, and its manifest says "
              + file.rows()
              + ". Somebody else changed it. Run its partition again, taking over.");
    }
    if (!block.isEmpty()) {
      out.accept(block.build());
    }
  }

  /** Files go from staged to published to retired, never back: look in that order, then again. */
  private SeekableByteChannel open(LiveFile file) throws IOException {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      for (String place : List.of(file.staged(), file.path())) {
        Optional<SeekableByteChannel> channel = openIfThere(place);
        if (channel.isPresent()) {
          return channel.get();
        }
      }
      for (Storage.Entry retired : storage.list(Layout.RETIRED)) {
        if (Layout.isRetired(retired.path(), file.path())) {
          Optional<SeekableByteChannel> channel = openIfThere(retired.path());
          if (channel.isPresent()) {
            return channel.get();
          }
        }
      }
    }
    throw new NoSuchFileException(
        storage.absolute(file.path()),
        null,
        "A later commit replaced this file, and it was removed after the safe age. Nothing is lost:"
            + " read again, from the newest manifest; or raise the safe age above the longest"
            + " read.");
  }

  private Optional<SeekableByteChannel> openIfThere(String path) throws IOException {
    try {
      return Optional.of(storage.open(path));
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Puts the columns of a file and those of its path into the dataset's order. */
  private final class Assembly {
    private final RowCursor inFile;
    private final RowCursor inPath;
    private final RowWriter row = new RowWriter(layout);
    private final int[] fileColumn;
    private final int[] pathColumn;

    Assembly(RowLayout file, Partition partition) throws IOException {
      this.inFile = new RowCursor(file);
      PartitionColumns partitionColumns = new PartitionColumns(layout, partition.columns());
      this.inPath = partitionColumns.valuesOf(partition);
      this.fileColumn = new int[layout.columnCount()];
      this.pathColumn = new int[layout.columnCount()];
      for (int i = 0; i < layout.columnCount(); i++) {
        String name = layout.name(i);
        pathColumn[i] = indexOf(partitionColumns.layout(), name);
        fileColumn[i] = pathColumn[i] >= 0 ? -1 : indexOf(file, name);
        if (fileColumn[i] >= 0) {
          String type = file.type(fileColumn[i]).describe();
          if (!type.equals(layout.type(i).describe())) {
            throw new IOException(
                "Column '"
                    + name
                    + "' is "
                    + type
                    + " in a file of the dataset, and "
                    + layout.type(i).describe()
                    + " was expected.");
          }
        }
      }
    }

    private static int indexOf(RowLayout in, String name) {
      return in.schema().hasField(name) ? in.indexOf(name) : -1;
    }

    RowWriter assemble(RowWriter read) {
      inFile.at(read.bytes(), 0, read.length());
      row.reset();
      for (int i = 0; i < fileColumn.length; i++) {
        if (pathColumn[i] >= 0) {
          row.copy(i, inPath, pathColumn[i]);
        } else if (fileColumn[i] >= 0) {
          row.copy(i, inFile, fileColumn[i]);
        } else {
          // A column that was added after this file was written.
          row.setNull(i);
        }
      }
      return row;
    }
  }
}
