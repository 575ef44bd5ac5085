package io.refrain.jdbc.replace;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** SQLite in a file, whose columns are not altered but made anew. */
final class SqliteReplaceTest extends ReplaceScenarios {
  @TempDir Path directory;

  @Override
  Shop freshShop() {
    return SqliteShop.in(directory);
  }

  @Override
  void alterType() throws Exception {
    String copy = table + "_copy";
    shop.db.run(
        "CREATE TABLE "
            + copy
            + " (order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(40), amount"
            + " NUMERIC(12,2) NOT NULL)",
        "INSERT INTO " + copy + " SELECT * FROM " + table,
        "DROP TABLE " + table,
        "ALTER TABLE " + copy + " RENAME TO " + table);
  }

  @Override
  void addRequiredColumn() throws Exception {
    shop.db.run(
        "DROP TABLE " + table,
        "CREATE TABLE "
            + table
            + " (order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(20), amount"
            + " NUMERIC(12,2) NOT NULL, country VARCHAR(2) NOT NULL)");
  }

  /** SQLite names the columns of a violated index, and no value. */
  @Override
  List<String> violated() {
    return List.of(table + ".product");
  }

  @Override
  int step() {
    return 5;
  }
}
