package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.ReplaceStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.io.TempDir;

/** A Parquet dataset in a local directory keeps the contract that every store must keep. */
class ParquetStoreContractTest extends ReplaceStoreContract {
  @TempDir Path directory;
  private int datasets;

  @Override
  protected ReplaceTarget newTarget() {
    return ParquetDataset.at(directory.resolve("dataset" + datasets++).toString())
        .partitionedBy(Orders.DATE);
  }

  @Override
  protected List<Row> readAll(ReplaceTarget target) {
    RowLayout layout = Orders.LAYOUT;
    RowConverter converter = new RowConverter(layout);
    List<Row> rows = new ArrayList<>();
    Storage storage = new LocalStorage(Path.of(target.name()));
    try {
      Manifest manifest = new ManifestLog(storage).newest().orElse(null);
      for (LiveFile file : manifest == null ? List.<LiveFile>of() : LiveFile.of(manifest)) {
        new LiveFileReader(storage, layout)
            .read(
                file,
                block -> {
                  RowBlock.Reader row = new RowBlock.Reader().open(block);
                  while (row.next()) {
                    rows.add(converter.toRow(row.bytes(), row.offset(), row.length()));
                  }
                });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  @Override
  protected void plantForeign(ReplaceTarget target, Partition partition) throws IOException {
    Path place = Path.of(target.name()).resolve(partition.path());
    Files.createDirectories(place);
    Files.writeString(place.resolve("foreign.parquet"), "somebody else's");
  }
}
