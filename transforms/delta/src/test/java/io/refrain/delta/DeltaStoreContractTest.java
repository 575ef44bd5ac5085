package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.ReplaceStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.io.TempDir;

/** A Delta table in a local directory keeps the contract that every store must keep. */
class DeltaStoreContractTest extends ReplaceStoreContract {
  @TempDir Path directory;
  private int tables;

  @Override
  protected ReplaceTarget newTarget() {
    return DeltaTable.at(directory.resolve("table" + tables++).toString())
        .partitionedBy(Orders.DATE)
        .createIfMissing();
  }

  @Override
  protected List<Row> readAll(ReplaceTarget target) {
    return KernelReader.read(Path.of(target.name()), Orders.SCHEMA);
  }

  @Override
  protected void plantForeign(ReplaceTarget target, Partition partition) throws Exception {
    Log log = new Log(Path.of(target.name()));
    String path =
        log.live().stream()
            .filter(live -> live.startsWith(partition.path() + "/"))
            .findFirst()
            .orElseThrow();
    log.appendCopyOf(path);
  }
}
