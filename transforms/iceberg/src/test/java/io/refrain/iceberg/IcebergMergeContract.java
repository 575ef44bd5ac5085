package io.refrain.iceberg;

import io.refrain.core.merge.MergeOrders;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.MergeStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A table in a JDBC catalog over SQLite keeps the contract of merges. */
abstract class IcebergMergeContract extends MergeStoreContract {
  @TempDir Path directory;
  private Lake lake;
  private final Map<String, IcebergTable> tables = new HashMap<>();

  /** Which version of the format. */
  abstract int version();

  @BeforeEach
  void open() {
    lake = new Lake(directory);
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Override
  protected int merges() {
    return 8;
  }

  @Override
  protected MergeTarget newTable() {
    IcebergTable table = lake.newTable(RowLayout.of(MergeOrders.TABLE), version(), "order_date");
    tables.put(table.name(), table);
    return table;
  }

  @Override
  protected List<Row> readAll(MergeTarget target) {
    return lake.mergeOrders(tables.get(target.name()));
  }

  @Override
  protected void append(MergeTarget target, List<Row> rows) throws IOException {
    lake.appendMergeOrders(tables.get(target.name()), rows);
  }
}
