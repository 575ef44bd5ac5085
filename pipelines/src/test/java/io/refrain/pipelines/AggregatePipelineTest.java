package io.refrain.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.parquet.dataset.ParquetDataset;
import io.refrain.pipelines.aggregate.AggregateRows;
import io.refrain.pipelines.aggregate.Aggregation;
import io.refrain.pipelines.aggregate.Aggregation.Sum;
import io.refrain.pipelines.input.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregatePipelineTest {
  private static final String SCHEMA =
      "order_id BIGINT NOT NULL, quantity INTEGER, amount DECIMAL(12,2), weight DOUBLE, order_date"
          + " DATE, updated_at TIMESTAMP, op VARCHAR";
  private static final Aggregation DAILY_SALES =
      new Aggregation(
          List.of("order_date"),
          List.of(new Sum("amount", "revenue"), new Sum("quantity", "pieces")),
          "orders");

  @TempDir private Path dir;
  private Path target;
  private long epoch;

  @BeforeEach
  void place() {
    target = dir.resolve("daily_sales");
  }

  private void recompute(String interval, String... lines) throws IOException {
    Path input = dir.resolve("orders.csv");
    Files.writeString(
        input,
        "order_id,quantity,amount,weight,order_date,updated_at,op\n" + String.join("\n", lines));
    Delivery delivery = Delivery.find(input.toString(), null, SCHEMA, false);
    ReplaceScope scope = ReplaceScope.interval("order_date", DataInterval.parse(interval));
    AggregatePipeline.Options options =
        new AggregatePipeline.Options(
            delivery,
            new LatestBy(List.of("order_id"), List.of("updated_at"), "op"),
            DAILY_SALES,
            ParquetDataset.at(target.toString()).partitionedBy("order_date"),
            new RunToken("daily sales", scope, ++epoch),
            new CommitPolicy(0, false),
            Rejections.NONE);
    Pipeline pipeline = Pipeline.create();
    AggregatePipeline.build(pipeline, options);
    pipeline.run().waitUntilFinish();
  }

  private List<String> stored() throws SQLException, IOException {
    List<String> rows = new ArrayList<>();
    if (ParquetDataset.at(target.toString()).partitionedBy("order_date").files().isEmpty()) {
      return rows;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT order_date, revenue, pieces, orders FROM read_parquet('"
                    + target
                    + "/*/*.parquet', hive_partitioning = true) ORDER BY order_date")) {
      while (result.next()) {
        rows.add(
            result.getString(1)
                + " "
                + result.getString(2)
                + " "
                + result.getString(3)
                + " "
                + result.getString(4));
      }
    }
    return rows;
  }

  @Test
  void anOrderDeliveredTwiceOrCorrectedCountsOnce() throws Exception {
    String[] orders = {
      "1,2,10.10,0,2024-03-15,2024-03-15T09:00:00Z,c",
      "1,2,10.10,0,2024-03-15,2024-03-15T09:00:00Z,c",
      "2,1,5.00,0,2024-03-15,2024-03-15T09:00:00Z,c",
      "2,1,7.00,0,2024-03-15,2024-03-15T10:00:00Z,u",
      "3,1,99.00,0,2024-03-15,2024-03-15T09:00:00Z,c",
      "3,1,99.00,0,2024-03-15,2024-03-15T11:00:00Z,d",
      "4,,,0,2024-03-16,2024-03-16T09:00:00Z,c",
    };
    recompute("2024-03-15/2024-03-17", orders);
    assertThat(stored(), contains("2024-03-15 17.10 3 2", "2024-03-16 null null 1"));

    recompute("2024-03-15/2024-03-17", orders);
    assertThat(stored(), contains("2024-03-15 17.10 3 2", "2024-03-16 null null 1"));
  }

  @Test
  void justTheIntervalIsReplacedAndAnEmptyOneIsEmptied() throws Exception {
    recompute(
        "2024-03",
        "1,1,1.00,0,2024-03-15,2024-03-15T09:00:00Z,c",
        "2,1,2.00,0,2024-03-16,2024-03-15T09:00:00Z,c");
    // The order of the 16th moved to the 17th; the run is responsible for the 16th alone.
    String moved = "2,1,2.00,0,2024-03-17,2024-03-15T10:00:00Z,u";
    recompute("2024-03-16", "1,1,5.00,0,2024-03-15,2024-03-15T11:00:00Z,u", moved);
    assertThat(stored(), contains("2024-03-15 1.00 1 1"));

    recompute("2024-03-15", moved);
    assertThat(stored(), is(empty()));
  }

  @Test
  void aSumBeyondItsTypeFailsAndChangesNothing() {
    Schema schema = Schema.builder().addStringField("day").addInt64Field("n").build();
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(
            Create.of(
                    Row.withSchema(schema).addValues("a", Long.MAX_VALUE).build(),
                    Row.withSchema(schema).addValues("a", 1L).build())
                .withRowSchema(schema))
        .apply(
            AggregateRows.of(
                new Aggregation(List.of("day"), List.of(new Sum("n", "total")), null)));
    assertThat(
        assertThrows(Pipeline.PipelineExecutionException.class, pipeline::run).getMessage(),
        containsString(
            "The sum 'total' of the group [a] is 9223372036854775808, beyond what a BIGINT holds."
                + " Nothing was changed."));
  }

  @Test
  void whatCannotBeRepeatedIsRefused() throws Exception {
    Schema schema =
        Delivery.find(
                Files.writeString(dir.resolve("x.csv"), "order_id\n").toString(),
                null,
                SCHEMA,
                false)
            .schema();
    assertThat(
        refused(schema, List.of("order_date"), new Sum("weight", "weight")),
        is(
            "Column 'weight' holds floating-point numbers, whose sum depends on the order in which"
                + " they are added: running again would not give the same. Declare it as DECIMAL."));
    assertThat(
        refused(schema, List.of("order_date"), new Sum("op", "ops")),
        startsWith("Column 'op' of type "));
    assertThat(
        refused(schema, List.of("order_date"), new Sum("amount", "order_date")),
        is("The result would have two columns 'order_date': name the sum otherwise."));
    assertThat(
        refused(schema, List.of("day"), new Sum("amount", "revenue")),
        startsWith("Unknown column 'day'."));
    assertThat(
        refused(schema, List.of(), new Sum("amount", "revenue")),
        is("An aggregate needs columns to group by, and at least one sum or a count."));
  }

  private static String refused(Schema schema, List<String> groupBy, Sum sum) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new Aggregation(groupBy, List.of(sum), null).schemaOf(schema))
        .getMessage();
  }
}
