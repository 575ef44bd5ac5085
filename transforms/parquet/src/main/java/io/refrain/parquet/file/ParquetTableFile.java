package io.refrain.parquet.file;

import io.refrain.core.row.RowCursor;
import io.refrain.core.store.StoredRows;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * A data file of a table, of any writer, if it can be read as it is: the columns that are asked for
 * are flat, and have in the file the very type that they have in the table. Any other file is left
 * to the library of its table format, which knows how types are promoted and what legacy types
 * mean. Only the columns that are asked for are fetched, and only row groups with a row that is.
 * Memory: those columns of one row group. Not thread-safe.
 */
public final class ParquetTableFile implements AutoCloseable {
  private final ParquetFileReader file;
  private final CountingChannel channel;
  private final String name;
  private final TableProjection table;

  private ParquetTableFile(
      ParquetFileReader file, CountingChannel channel, String name, TableProjection table) {
    this.file = file;
    this.channel = channel;
    this.name = name;
    this.table = table;
  }

  /**
   * Opens a file.
   *
   * @param opened the file; closed with this one, also if it cannot be read
   * @param name what messages call it
   * @throws IOException if it is no Parquet file
   */
  public static ParquetTableFile open(
      SeekableByteChannel opened, String name, TableProjection table) throws IOException {
    CountingChannel channel = new CountingChannel(opened);
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs(name))
            .build();
    try {
      ParquetFileReader file = ParquetFileReader.open(new ChannelInputFile(channel, name), options);
      return new ParquetTableFile(file, channel, name, table);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException("Cannot read " + name + " as Parquet: " + e.getMessage(), e);
    }
  }

  /**
   * Reads rows; closing them closes this file.
   *
   * @param columns the columns of the rows, in their order
   * @param wanted the positions of the rows to read; null for all
   * @param deleted the positions of rows that are left out
   * @return empty if the file cannot be read as it is: then it is still to be closed
   */
  public Optional<StoredRows> rows(List<String> columns, BitSet wanted, LongPredicate deleted) {
    return table
        .in(file.getFileMetaData().getSchema(), columns)
        .map(
            found -> {
              ColumnsOfGroup group =
                  new ColumnsOfGroup(file, table.of(columns), found, table.constants());
              return new TableRows(this, new RowsByPosition(file, group, wanted, deleted));
            });
  }

  /**
   * Reads rows whose key passes a test; closing them closes this file.
   *
   * @param keys the columns that the test needs; more may come after them
   * @param columns the columns of the rows, in their order
   * @param deleted the positions of rows that are left out, and not tested
   * @return empty if the file cannot be read as it is: then it is still to be closed
   */
  public Optional<StoredRows> search(
      List<String> keys, Predicate<RowCursor> wanted, List<String> columns, LongPredicate deleted) {
    Optional<List<TableColumn>> all = table.in(file.getFileMetaData().getSchema(), columns);
    // What is known without another look at the file travels with the key.
    List<String> first = new ArrayList<>(keys);
    for (int i = 0; all.isPresent() && i < columns.size(); i++) {
      if (all.get().get(i).constant() >= 0 && !first.contains(columns.get(i))) {
        first.add(columns.get(i));
      }
    }
    Optional<List<TableColumn>> tested = table.in(file.getFileMetaData().getSchema(), first);
    if (all.isEmpty() || tested.isEmpty()) {
      return Optional.empty();
    }
    List<TableColumn> others = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int before = first.indexOf(columns.get(i));
      others.add(before >= 0 ? new TableColumn(null, before) : all.get().get(i));
    }
    ColumnsOfGroup keysOfGroup =
        new ColumnsOfGroup(file, table.of(first), tested.get(), table.constants());
    ColumnsOfGroup rowsOfGroup =
        new ColumnsOfGroup(file, table.of(columns), others, table.constants());
    return Optional.of(
        new TableRows(
            this, new RowsByKey(file, keysOfGroup, rowsOfGroup, table.of(first), wanted, deleted)));
  }

  String name() {
    return name;
  }

  long bytesRead() {
    return channel.bytesRead();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
