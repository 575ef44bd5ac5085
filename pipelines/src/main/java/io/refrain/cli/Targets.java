package io.refrain.cli;

import io.refrain.core.store.ReplaceTarget;
import io.refrain.parquet.dataset.ParquetDataset;
import java.util.List;

/** Reads what {@code --target} says. */
final class Targets {
  private static final String PARQUET = "parquet:";

  private Targets() {}

  static ReplaceTarget replaceTarget(String target, List<String> partitionBy) {
    return parquet(target).partitionedBy(partitionBy.toArray(String[]::new));
  }

  static ParquetDataset parquet(String target) {
    if (!target.startsWith(PARQUET) || target.length() == PARQUET.length()) {
      throw new IllegalArgumentException(
          "Unknown target '" + target + "'. Known: parquet:DIR, as in parquet:/data/orders.");
    }
    return ParquetDataset.at(target.substring(PARQUET.length()));
  }
}
