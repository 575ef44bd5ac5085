package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.ReplaceStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A table in a JDBC catalog over SQLite keeps the contract that every store must keep. */
class IcebergStoreContractTest extends ReplaceStoreContract {
  @TempDir Path directory;
  private Lake lake;
  private final Map<String, IcebergTable> tables = new HashMap<>();

  @BeforeEach
  void open() {
    lake = new Lake(directory);
  }

  @AfterEach
  void close() throws Exception {
    lake.close();
  }

  @Override
  protected ReplaceTarget newTarget() {
    IcebergTable table = lake.newOrders();
    tables.put(table.name(), table);
    return table;
  }

  @Override
  protected List<Row> readAll(ReplaceTarget target) {
    return lake.orders(tables.get(target.name()));
  }

  @Override
  protected void plantForeign(ReplaceTarget target, Partition partition) throws IOException {
    lake.append(tables.get(target.name()), partition);
  }
}
