package io.refrain.jdbc.replace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB in a file. */
final class DuckDbReplaceTest extends ReplaceScenarios {
  @TempDir Path directory;

  @Override
  Shop freshShop() {
    return DuckDbShop.in(directory);
  }

  /** A text has no length here. */
  @Override
  void alterType() throws Exception {
    shop.db.run("ALTER TABLE " + table + " ALTER COLUMN amount SET DATA TYPE NUMERIC(14,2)");
  }

  @Override
  void addRequiredColumn() throws Exception {
    shop.db.run(
        "DROP TABLE " + table,
        "CREATE TABLE "
            + table
            + " (order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR, amount"
            + " NUMERIC(12,2) NOT NULL, country VARCHAR NOT NULL)");
  }

  /** DuckDB names the value, and no index. */
  @Override
  List<String> violated() {
    return List.of("unique constraint violation", "twice");
  }

  /** There are no foreign keys that reach other tables. */
  @Override
  @Test
  void aTableWhoseDeletesCascadeIsRefused() {
    SQLException e = assertThrows(SQLException.class, super::aTableWhoseDeletesCascadeIsRefused);

    assertThat(e.getMessage(), containsString("FOREIGN KEY constraints cannot use CASCADE"));
  }

  /** A commit waits for the disk. */
  @Override
  int step() {
    return 11;
  }
}
