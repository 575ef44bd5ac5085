package io.refrain.delta;

import io.refrain.core.replace.PartitionColumns;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import io.refrain.parquet.file.ParquetTableFile;
import io.refrain.parquet.file.TableProjection;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads data files of one table: as they are where that is possible, and through Kernel where a
 * column is nested or has another type than in the table, as INT96 timestamps have.
 */
final class DataFileRows {
  private final KernelLog log;
  private final TableState table;
  private final RowLayout all;

  /**
   * @param all the layout of the table
   */
  DataFileRows(KernelLog log, TableState table, RowLayout all) {
    this.log = log;
    this.table = table;
    this.all = all;
  }

  /**
   * Reads rows by their positions.
   *
   * @param asked the columns asked for, in the order of the rows
   * @param wanted positions; null for all
   */
  StoredRows open(TableFile tableFile, List<String> asked, BitSet wanted) throws IOException {
    MergeFile file = MergeFile.of(tableFile);
    BitSet deleted = deleted(file);
    Optional<StoredRows> rows =
        direct(file, parquet -> parquet.rows(asked, wanted, at -> deleted.get((int) at)));
    return rows.isPresent()
        ? rows.get()
        : FileRows.open(log, table, all, tableFile, asked, wanted, deleted);
  }

  /** Reads rows whose key passes a test; empty if that takes more than one look at the file. */
  Optional<StoredRows> search(
      TableFile tableFile, List<String> keys, Predicate<RowCursor> wanted, List<String> asked)
      throws IOException {
    MergeFile file = MergeFile.of(tableFile);
    BitSet deleted = deleted(file);
    return direct(
        file, parquet -> parquet.search(keys, wanted, asked, at -> deleted.get((int) at)));
  }

  private BitSet deleted(MergeFile file) throws IOException {
    return file.deletes().isEmpty() ? new BitSet() : log.deleted(file.deletes());
  }

  private interface Read {
    Optional<StoredRows> of(ParquetTableFile file);
  }

  private SeekableByteChannel channel(String place) throws IOException {
    try {
      return log.open(place);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "Cannot read the data file "
              + place
              + ": it is not there, though the log lists it. Nothing was changed. If a vacuum removed"
              + " it while this run read an older version, run again, and keep removed files for"
              + " longer than a run takes.",
          e);
    }
  }

  private Optional<StoredRows> direct(MergeFile file, Read read) throws IOException {
    RowCursor constants =
        new PartitionColumns(all, table.partitionColumns()).valuesOf(file.partition());
    TableProjection projection = new TableProjection(all, Map.of(), constants, true);
    ParquetTableFile parquet =
        ParquetTableFile.open(channel(file.place()), file.place(), projection);
    Optional<StoredRows> rows = Optional.empty();
    try {
      rows = read.of(parquet);
      return rows;
    } finally {
      if (rows.isEmpty()) {
        parquet.close();
      }
    }
  }
}
