package io.refrain.cli;

import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.JdbcTable;
import io.refrain.parquet.dataset.ParquetDataset;
import java.util.List;

/** Reads what {@code --target} says. */
final class Targets {
  private static final String PARQUET = "parquet:";
  private static final String JDBC = "jdbc:";

  private Targets() {}

  static boolean isDatabase(String target) {
    return target.startsWith(JDBC);
  }

  /**
   * What to replace in.
   *
   * @param table of a database; null for other targets
   * @param createdWithKey the key of a table that is made if need be; null if it is not
   */
  static ReplaceTarget replaceTarget(
      String target,
      List<String> partitionBy,
      String table,
      List<String> createdWithKey,
      LoginOptions login) {
    if (isDatabase(target)) {
      if (table == null) {
        throw new IllegalArgumentException("Which table of the database? Name it: --table=orders.");
      }
      JdbcTable found =
          JdbcTable.in(login.connection(target)).table(table).partitionedBy(partitionBy);
      return createdWithKey == null
          ? found
          : found.createTable(createdWithKey.toArray(String[]::new));
    }
    ParquetDataset dataset = parquet(target);
    if (table != null || createdWithKey != null || login.given()) {
      throw new IllegalArgumentException(
          "--table, --createTable and the options of a database user are of use with"
              + " --target=jdbc:URL only.");
    }
    if (partitionBy.isEmpty()) {
      throw new IllegalArgumentException("Missing required option: '--partitionBy=COLUMN'");
    }
    return dataset.partitionedBy(partitionBy);
  }

  static ParquetDataset parquet(String target) {
    if (!target.startsWith(PARQUET) || target.length() == PARQUET.length()) {
      throw new IllegalArgumentException(
          "Unknown target '"
              + target
              + "'. Known: parquet:DIR, as in parquet:/data/orders; for replace, aggregate and"
              + " repair also jdbc:URL, as in jdbc:postgresql://host/db.");
    }
    return ParquetDataset.at(target.substring(PARQUET.length()));
  }
}
