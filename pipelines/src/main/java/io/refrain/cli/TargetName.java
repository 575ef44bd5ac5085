package io.refrain.cli;

import io.refrain.parquet.dataset.ParquetDataset;
import java.util.Locale;

/**
 * What {@code --target} says.
 *
 * @param scheme what kind of store
 * @param rest where it is, in its own words; of a database the whole URL
 */
record TargetName(Scheme scheme, String rest) {
  /** The kinds of store. */
  enum Scheme {
    PARQUET,
    ICEBERG,
    DELTA,
    JDBC
  }

  static TargetName parse(String target) {
    for (Scheme scheme : Scheme.values()) {
      String prefix = scheme.name().toLowerCase(Locale.ROOT) + ":";
      if (target.startsWith(prefix) && target.length() > prefix.length()) {
        return new TargetName(
            scheme, scheme == Scheme.JDBC ? target : target.substring(prefix.length()));
      }
    }
    throw new IllegalArgumentException(
        "Unknown target '"
            + target
            + "'. Known: parquet:DIR, as in parquet:/data/orders;"
            + " iceberg:CATALOG.NAMESPACE.TABLE, as in iceberg:lake.shop.orders; delta:DIR, as in"
            + " delta:/data/orders; jdbc:URL, as in jdbc:postgresql://host/db.");
  }

  /** The dataset, where nothing else will do. */
  static ParquetDataset parquet(String target) {
    TargetName name = parse(target);
    if (name.scheme() != Scheme.PARQUET) {
      throw new IllegalArgumentException(
          "This is for datasets only: parquet:DIR, as in parquet:/data/orders; not '"
              + target
              + "'.");
    }
    return ParquetDataset.at(name.rest());
  }
}
