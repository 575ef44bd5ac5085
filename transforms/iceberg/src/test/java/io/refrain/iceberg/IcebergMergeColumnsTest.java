package io.refrain.iceberg;

import io.refrain.core.merge.MergeOrders;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.MergeColumnsContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Merges add columns to an Iceberg table. */
class IcebergMergeColumnsTest extends MergeColumnsContract {
  @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = new Lake(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Override
  protected MergeTarget newTable() {
    return lake.newTable(RowLayout.of(MergeOrders.TABLE), 2, "order_date");
  }

  @Override
  protected MergeTarget adding(MergeTarget table) {
    return ((IcebergTable) table).evolve(Evolution.ADD);
  }

  @Override
  protected List<Row> readAll(MergeTarget table, Schema columns) {
    return lake.mergeOrders((IcebergTable) table, columns);
  }
}
