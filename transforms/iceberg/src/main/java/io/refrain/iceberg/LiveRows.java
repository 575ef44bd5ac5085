package io.refrain.iceberg;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.util.PartitionUtil;

/** Reads the rows of single data files as readers see them: deletes of any kind applied. */
final class LiveRows {
  private final Table table;

  LiveRows(Table table) {
    this.table = table;
  }

  /**
   * The live rows of a file. Records are not reused.
   *
   * @param projection the columns wanted; more may come after them
   */
  CloseableIterable<Record> open(FileScanTask task, Schema projection) {
    GenericDeleteFilter deletes =
        new GenericDeleteFilter(table.io(), task, table.schema(), projection);
    Schema required = deletes.requiredSchema();
    Map<Integer, ?> constants =
        PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
    InputFile file = table.io().newInputFile(task.file());
    ReadBuilder<Record, Object> read =
        FormatModelRegistry.readBuilder(task.file().format(), Record.class, file);
    return deletes.filter(read.project(required).idToConstant(constants).build());
  }

  /** The projection on some columns, those left out that the table does not have. */
  Schema columns(List<String> names) {
    List<String> known = new ArrayList<>();
    for (String name : names) {
      if (table.schema().findField(name) != null) {
        known.add(name);
      }
    }
    return table.schema().select(known);
  }
}
