package io.refrain.jdbc.replace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.refrain.core.ReplaceScope;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  /** Its driver counts the rows of triggers as well. */
  @Test
  void whatTriggersWriteIsNotCounted() throws Exception {
    shop.db.run(
        "CREATE TABLE writes (what TEXT)",
        "CREATE TRIGGER inserted AFTER INSERT ON "
            + table
            + " BEGIN INSERT INTO writes VALUES ('insert'); END",
        "CREATE TRIGGER deleted AFTER DELETE ON "
            + table
            + " BEGIN INSERT INTO writes VALUES ('delete'); END");

    committed(run(shop.byRow(table), ReplaceScope.everything(), 1).run(FIRST));
    committed(run(shop.byRow(table), ReplaceScope.everything(), 2).run(OTHER));

    assertContent(OTHER);
    assertThat(
        shop.db.query("SELECT what, COUNT(*) FROM writes GROUP BY what ORDER BY what"),
        contains("delete|5", "insert|8"));
  }

  @Override
  int step() {
    return 5;
  }
}
