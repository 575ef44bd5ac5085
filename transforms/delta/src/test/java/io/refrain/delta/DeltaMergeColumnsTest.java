package io.refrain.delta;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.MergeColumnsContract;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.io.TempDir;

/** Merges add columns to a Delta table. */
class DeltaMergeColumnsTest extends MergeColumnsContract {
  @TempDir Path directory;
  private int tables;

  @Override
  protected MergeTarget newTable() {
    Path root = directory.resolve("table" + tables++);
    DeltaMergeContractTest.create(root);
    return DeltaTable.at(root.toString());
  }

  @Override
  protected MergeTarget adding(MergeTarget table) {
    return ((DeltaTable) table).addNewColumns();
  }

  @Override
  protected List<Row> readAll(MergeTarget table, Schema columns) {
    return KernelReader.read(Path.of(table.name()), columns);
  }
}
