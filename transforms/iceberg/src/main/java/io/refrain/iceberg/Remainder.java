package io.refrain.iceberg;

import io.refrain.core.row.RowCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;

/**
 * Copies on write: the rows of a data file that a scope does not cover, as new files. What was
 * written is given up again unless it is committed.
 */
final class Remainder {
  private final DataFileWriter.Factory files;
  private final LiveRows live;
  private final RecordRows rows;
  private final List<DataFile> written = new ArrayList<>();

  /**
   * @param files writes files of the table as it is, in the layout of its own columns
   */
  Remainder(DataFileWriter.Factory files) {
    this.files = files;
    this.live = new LiveRows(files.table());
    this.rows = new RecordRows(files.table().schema());
  }

  /** The columns of a table, as its own rows have them. */
  static TableColumns columnsOf(org.apache.iceberg.Table table) {
    return new TableColumns(
        table.schema(),
        IcebergTypes.layout(table.schema()),
        TypeUtil.indexByName(table.schema().asStruct()),
        Map.of());
  }

  /** Writes the live rows of a file that do not match. */
  List<DataFile> write(ScopeContent.Part part, Expression filter) throws IOException {
    Schema schema = files.table().schema();
    Evaluator inScope = new Evaluator(schema.asStruct(), filter);
    InternalRecordWrapper struct = new InternalRecordWrapper(schema.asStruct());
    RowCursor cursor = new RowCursor(rows.layout());
    String original = part.file().location();
    FanOut out = new FanOut(files, () -> FileNames.rewritten(original), false);
    try (CloseableIterable<Record> records = live.open(part.task(), schema)) {
      for (Record row : records) {
        if (!inScope.eval(struct.wrap(row))) {
          byte[] bytes = rows.bytes(row);
          out.add(cursor.at(bytes, 0, bytes.length));
        }
      }
      List<DataFile> done = out.finish().stream().map(DataFileWriter.Written::file).toList();
      written.addAll(done);
      return done;
    } catch (IOException | RuntimeException e) {
      out.abandon();
      throw new IOException(
          "Cannot rewrite "
              + FileNames.shown(files.table(), original)
              + " of "
              + files.name()
              + " without the rows that are replaced: "
              + e.getMessage()
              + ". Nothing was changed.",
          e);
    }
  }

  /** The commit is in effect. */
  void settle() {
    written.forEach(file -> files.staging().settled(file.location()));
  }

  /** The commit will not take effect. */
  void discard() {
    written.forEach(file -> files.staging().discard(file.location()));
  }
}
