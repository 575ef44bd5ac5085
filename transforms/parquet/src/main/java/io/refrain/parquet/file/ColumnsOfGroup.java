package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * Reads columns of one row group after another into rows. Only those columns are fetched; values of
 * rows that are passed over are not decoded. Not thread-safe.
 */
final class ColumnsOfGroup {
  private final ParquetFileReader file;
  private final List<TableColumn> columns;
  private final RowCursor constants;
  private final ColumnType.Kind[] kinds;
  private final ColumnReader[] readers;
  private final List<ColumnDescriptor> fetched = new ArrayList<>();
  private final RowWriter writer;
  // The row of the group that the readers stand at.
  private long at;

  /**
   * @param columns where each column of the layout comes from
   * @param constants what those are that do not come from the file
   */
  ColumnsOfGroup(
      ParquetFileReader file, RowLayout layout, List<TableColumn> columns, RowCursor constants) {
    this.file = file;
    this.columns = columns;
    this.constants = constants;
    this.writer = new RowWriter(layout);
    this.readers = new ColumnReader[columns.size()];
    this.kinds = new ColumnType.Kind[columns.size()];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = layout.type(i).kind();
      if (columns.get(i).inFile() != null) {
        fetched.add(columns.get(i).inFile());
      }
    }
  }

  /** Fetches a row group; those before it need not have been. */
  void open(int group) throws IOException {
    at = 0;
    if (fetched.isEmpty()) {
      return;
    }
    file.setRequestedSchema(fetched);
    ColumnReadStoreImpl store =
        FlatValues.read(
            file.readRowGroup(group),
            file.getFileMetaData().getSchema(),
            file.getFileMetaData().getCreatedBy());
    for (int i = 0; i < readers.length; i++) {
      ColumnDescriptor column = columns.get(i).inFile();
      readers[i] = column == null ? null : store.getColumnReader(column);
    }
  }

  /**
   * Reads a row of the group, by its number; rows are asked for in ascending order.
   *
   * @param constantsOfRow what those columns are that do not come from the file
   */
  void read(long number, RowCursor constantsOfRow) {
    long passed = number - at;
    writer.reset();
    for (int i = 0; i < readers.length; i++) {
      ColumnReader reader = readers[i];
      if (reader != null) {
        pass(reader, passed);
        copy(reader, i);
        reader.consume();
      } else if (columns.get(i).constant() >= 0) {
        writer.copy(i, constantsOfRow, columns.get(i).constant());
      } else {
        writer.setNull(i);
      }
    }
    at = number + 1;
  }

  /** The same, with the constants of the file. */
  void read(long number) {
    read(number, constants);
  }

  /** The row that was read last. */
  RowWriter row() {
    return writer;
  }

  private static void pass(ColumnReader reader, long values) {
    int defined = reader.getDescriptor().getMaxDefinitionLevel();
    for (long i = 0; i < values; i++) {
      if (reader.getCurrentDefinitionLevel() == defined) {
        reader.skip();
      }
      reader.consume();
    }
  }

  private void copy(ColumnReader reader, int column) {
    if (reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel()) {
      writer.setNull(column);
    } else {
      FlatValues.copy(reader, kinds[column], writer, column);
    }
  }
}
