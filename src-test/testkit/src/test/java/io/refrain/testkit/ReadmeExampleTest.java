package io.refrain.testkit;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.isIdempotent;
import static io.refrain.testkit.stored.StoredContent.jdbcTable;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The code of the README: it compiles, it runs, and it is what the README shows. */
final class ReadmeExampleTest {
  private static final String URL = "jdbc:h2:mem:readme;DB_CLOSE_DELAY=-1";
  private static final Schema ORDER =
      Schema.builder()
          .addInt64Field("order_id")
          .addStringField("status")
          .addInt64Field("version")
          .build();
  private final List<Row> orders = List.of(order(1, "paid", 2), order(2, "paid", 2));
  private final List<Row> olderOrders = List.of(order(1, "open", 1), order(2, "open", 1));
  private final UpsertJdbcSink<Row> sink =
      UpsertJdbcSink.<Row>into(JdbcConnection.of(URL))
          .table("orders")
          .byKey("order_id")
          .latestBy("version");

  private static Row order(long id, String status, long version) {
    return Row.withSchema(ORDER).addValues(id, status, version).build();
  }

  private static DataSource dataSource() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(URL);
    return h2;
  }

  private void emptyTable() throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS orders");
      statement.execute(
          "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, status VARCHAR(9), version BIGINT)");
    }
  }

  @Test
  void ordersMayBeLoadedAgain() {
    DataSource dataSource = dataSource();
    // README
    IdempotencyReport report =
        Idempotency.of(
                run ->
                    run.pipeline()
                        .apply(Create.of(run.input(orders, olderOrders)).withRowSchema(ORDER))
                        .apply(run.deliver())
                        .apply(run.faults().beforeWrite())
                        .apply(sink)
                        .counts()
                        .apply(run.faults().afterWrite()))
            .freshStore(this::emptyTable)
            .storedContent(jdbcTable(dataSource, "orders"))
            .upserting()
            .without(Scenario.INTERVALS_REORDERED, "the table has no intervals")
            .check();
    assertThat(report.toText(), report, isIdempotent());
    // end of README
  }

  @Test
  void theReadmeShowsThisCode() throws Exception {
    String source =
        Files.readString(Path.of("src/test/java/io/refrain/testkit/ReadmeExampleTest.java"));
    Matcher code =
        Pattern.compile("// README\n(.*?) *// end of README", Pattern.DOTALL).matcher(source);
    assertThat(String.valueOf(code.find()), containsString("true"));
    assertThat(
        Files.readString(Path.of("README.md")),
        containsString("```java\n" + code.group(1).stripTrailing().stripIndent() + "\n```"));
  }
}
