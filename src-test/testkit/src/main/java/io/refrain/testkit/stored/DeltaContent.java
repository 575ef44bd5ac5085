package io.refrain.testkit.stored;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of a Delta table's newest version, as Delta Kernel reads them. */
record DeltaContent(Path table) implements StoredContent {

  @Override
  public List<StoredRow> read() throws IOException {
    Engine engine = DefaultEngine.create(Hadoop.settings());
    Snapshot snapshot;
    try {
      snapshot = TableManager.loadSnapshot(table.toString()).build(engine);
    } catch (TableNotFoundException e) {
      return List.of();
    }
    Scan scan = snapshot.getScanBuilder().build();
    Row state = scan.getScanState(engine);
    StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
    List<StoredRow> out = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            readFile(engine, state, physical, files.next(), out);
          }
        }
      }
    }
    return out;
  }

  private static void readFile(
      Engine engine, Row state, StructType physical, Row file, List<StoredRow> out)
      throws IOException {
    CloseableIterator<FileReadResult> data =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                physical,
                Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, data.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        addRows(batches.next(), out);
      }
    }
  }

  private static void addRows(FilteredColumnarBatch batch, List<StoredRow> out) {
    for (int i = 0; i < batch.getData().getSize(); i++) {
      int at = i;
      boolean live =
          batch.getSelectionVector().map(v -> !v.isNullAt(at) && v.getBoolean(at)).orElse(true);
      if (live) {
        out.add(StoredRow.of(DeltaValues.of(batch.getData(), at)));
      }
    }
  }
}
