package io.refrain.iceberg;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.StoredRows;
import io.refrain.parquet.file.ParquetTableFile;
import io.refrain.parquet.file.TableProjection;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.types.Types;

/**
 * Reads data files of one table: as they are where that is possible, and through Iceberg's readers
 * where they are no Parquet, are encrypted, have rows that are deleted by equality, lack a column,
 * or have one that is nested or has another type than in the table.
 */
final class DataFileRows {
  private static final RowCursor NO_CONSTANTS =
      new RowCursor(RowLayout.of(org.apache.beam.sdk.schemas.Schema.of())).at(new byte[0], 0, 0);

  private final Table table;
  private final Schema schema;
  private final TableProjection projection;

  /**
   * @param columns all columns of the rows: those of the table, and new ones, which are null
   */
  DataFileRows(Table table, TableColumns columns) {
    this.table = table;
    this.schema = columns.schema();
    Map<String, Integer> ids = new HashMap<>();
    for (Types.NestedField field : schema.columns()) {
      ids.put(field.name(), field.fieldId());
    }
    this.projection = new TableProjection(columns.layout(), ids, NO_CONSTANTS, false);
  }

  /**
   * Reads rows by their positions.
   *
   * @param columns of the table, in the order wanted
   * @param wanted the positions to read; null for all
   */
  StoredRows open(LiveFile live, List<String> columns, BitSet wanted) throws IOException {
    FileScanTask task = live.task(table);
    Optional<StoredRows> rows =
        direct(task, (file, deleted) -> file.rows(columns, wanted, deleted));
    return rows.isPresent() ? rows.get() : new LiveFileRows(table, schema, task, columns, wanted);
  }

  /** Reads rows whose key passes a test; empty if that takes more than one look at the file. */
  Optional<StoredRows> search(
      LiveFile live, List<String> keys, Predicate<RowCursor> wanted, List<String> columns)
      throws IOException {
    return direct(live.task(table), (file, deleted) -> file.search(keys, wanted, columns, deleted));
  }

  private interface Read {
    Optional<StoredRows> of(ParquetTableFile file, LongPredicate deleted);
  }

  private Optional<StoredRows> direct(FileScanTask task, Read read) throws IOException {
    if (task.file().format() != FileFormat.PARQUET
        || task.file().keyMetadata() != null
        || task.deletes().stream().anyMatch(DataFileRows::isByEquality)) {
      return Optional.empty();
    }
    LongPredicate deleted = deleted(task);
    String name = FileNames.shown(table, task.file().location());
    ParquetTableFile file =
        ParquetTableFile.open(
            new InputChannel(table.io().newInputFile(task.file())), name, projection);
    Optional<StoredRows> rows = Optional.empty();
    try {
      rows = read.of(file, deleted);
      return rows;
    } finally {
      if (rows.isEmpty()) {
        file.close();
      }
    }
  }

  private static boolean isByEquality(DeleteFile delete) {
    return delete.content() != FileContent.POSITION_DELETES;
  }

  private LongPredicate deleted(FileScanTask task) {
    if (task.deletes().isEmpty()) {
      return position -> false;
    }
    PositionDeleteIndex positions =
        new GenericDeleteFilter(table.io(), task, table.schema(), table.schema())
            .deletedRowPositions();
    return positions == null ? position -> false : positions::isDeleted;
  }
}
