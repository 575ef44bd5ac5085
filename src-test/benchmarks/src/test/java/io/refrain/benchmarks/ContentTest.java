package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
  private static final String ROWS =
      """
      SELECT i AS order_id, i * 2 AS customer_id, 'p' || i AS product, 3::INTEGER AS quantity,
        (i / 4)::DECIMAL(12,2) AS amount, DATE '2024-03-15' + (i %% 3)::INTEGER AS order_date,
        %s AS updated_at
      FROM range(100) t(i)
      """;
  private static final String TIME = "TIMESTAMP '2024-03-15 10:00:00'";

  @TempDir Path directory;

  @Test
  void orderCodecAndZonesOfTimestampsMakeNoDifference() throws Exception {
    write("a", ROWS.formatted(TIME), "CODEC snappy");
    write("b", ROWS.formatted(TIME + "::TIMESTAMPTZ") + " ORDER BY order_id DESC", "CODEC zstd");

    assertThat(content("b"), equalTo(content("a")));
  }

  @Test
  void oneChangedValueMakesADifference() throws Exception {
    write("a", ROWS.formatted(TIME), "CODEC snappy");
    write(
        "b",
        ROWS.formatted(TIME).replace("3::INTEGER", "if(i = 50, 4, 3)::INTEGER"),
        "CODEC snappy");

    assertThat(content("b"), not(equalTo(content("a"))));
    assertThat(content("b").rows(), equalTo(100L));
  }

  @Test
  void rowsKeysAndDatesAreCounted() throws Exception {
    write("a", ROWS.formatted(TIME) + " UNION ALL " + ROWS.formatted(TIME), "CODEC snappy");

    Content content = content("a");

    assertThat(content.rows(), equalTo(200L));
    assertThat(content.keys(), equalTo(100L));
    assertThat(content.partitions(), equalTo(3L));
  }

  private Content content(String name) throws SQLException {
    return Content.of(directory.resolve(name), 1);
  }

  private void write(String name, String query, String codec) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "COPY (%s) TO %s (FORMAT parquet, PARTITION_BY (order_date), %s)"
              .formatted(query, Sql.text(directory.resolve(name).toString()), codec));
    }
  }
}
