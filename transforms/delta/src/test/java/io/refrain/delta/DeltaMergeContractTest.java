package io.refrain.delta;

import io.refrain.core.merge.MergeOrders;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.StagedFile;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.MergeStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.io.TempDir;

/** A Delta table in a local directory keeps the contract of tables that are merged into. */
class DeltaMergeContractTest extends MergeStoreContract {
  @TempDir Path directory;
  private int tables;

  @Override
  protected MergeTarget newTable() {
    Path root = directory.resolve("table" + tables++);
    create(root);
    return DeltaTable.at(root.toString());
  }

  static void create(Path root) {
    LogEntry nothing =
        new LogEntry(Optional.empty(), List.of(), List.of(), Map.of(), Set.of(), Optional.empty());
    try {
      new KernelLog(root, new LocalFileIo())
          .create(
              DeltaTypes.schema(RowLayout.of(MergeOrders.TABLE)), List.of("order_date"), nothing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected List<Row> readAll(MergeTarget table) {
    return KernelReader.read(Path.of(table.name()), MergeOrders.TABLE);
  }

  /** As another engine would: files that are written to the log by an append. */
  @Override
  protected void append(MergeTarget table, List<Row> rows) throws IOException {
    Log log = new Log(Path.of(table.name()));
    RowConverter converter = new RowConverter(RowLayout.of(MergeOrders.TABLE));
    try (MergeStore store = table.open();
        MergeStager stager = store.stage("somebody else")) {
      for (Row row : rows) {
        byte[] bytes = converter.toBytes(row);
        stager.add(new RowCursor(store.layout()).at(bytes, 0, bytes.length));
      }
      List<StagedFile> staged = stager.finish();
      log.append(
          staged.stream()
              .map(file -> Log.add(file.location(), file.bytes()))
              .toArray(String[]::new));
    }
  }

  @Override
  protected int merges() {
    return 8;
  }

  @Override
  protected FaultMode[] faultModes() {
    return new FaultMode[] {FaultMode.FAULT_AFTER, FaultMode.CRASH_BEFORE};
  }
}
