package io.refrain.jdbc.upsert;

import java.util.List;
import org.apache.beam.sdk.values.Row;

/**
 * The contract for MySQL's dialect and MySQL's own driver, on a MariaDB server: no server of
 * MySQL's is to be had from Maven.
 */
final class MySqlUpsertTest extends MariaDbUpsertTest {
  @Override
  protected Database freshDatabase() throws Exception {
    return MariaDbDatabase.freshForMySql();
  }

  /** The same is done with MariaDB's driver; this driver takes its time to connect. */
  @Override
  protected List<String> calls() {
    return List.of("commit");
  }

  @Override
  protected int commitsOfABatch() {
    return 1;
  }

  /** MariaDB knows utf8mb4_0900_bin by name, but fills up with blanks before it compares. */
  @Override
  List<Row> distinctKeys() {
    return super.distinctKeys().subList(0, 4);
  }
}
