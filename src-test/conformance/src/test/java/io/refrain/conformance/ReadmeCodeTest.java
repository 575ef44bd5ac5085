package io.refrain.conformance;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.showsNoDifference;
import static io.refrain.testkit.stored.StoredContent.jdbcTable;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.refrain.conformance.subject.Shop;
import io.refrain.core.DataInterval;
import io.refrain.core.ReplaceScope;
import io.refrain.core.dedup.DedupLatestByKey;
import io.refrain.core.merge.MergeTableSink;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.delta.DeltaTable;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.parquet.dataset.ParquetDataset;
import io.refrain.testkit.Idempotency;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The Java of the README stands here as well, whitespace aside, where it is compiled. Pipelines are
 * built, which checks all that can be checked without I/O: the places they name are nobody's. What
 * the test kit does is run by its own tests.
 */
class ReadmeCodeTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** An order of any type with a schema. */
  record Order(Row row) implements Serializable {}

  private static PCollection<Order> orders() {
    return Pipeline.create()
        .apply(
            Create.of(Shop.orders(Shop.DAY_1, 1, 1, 0).stream().map(Order::new).toList())
                .withSchema(Shop.SCHEMA, TypeDescriptor.of(Order.class), Order::row, Order::new));
  }

  @Test
  void replaceBuilds() {
    PCollection<Order> orders = orders();
    DedupLatestByKey.Result<Order> latest =
        orders.apply(DedupLatestByKey.<Order>byKey("order_id").latestBy("updated_at"));

    latest
        .rows()
        .apply(
            PartitionReplaceSink.<Order>into(
                    ParquetDataset.at("/data/orders").partitionedBy("order_date"))
                .scope(ReplaceScope.interval("order_date", DataInterval.parse("2024-03")))
                .pipelineName("orders")
                .after(latest));
  }

  @Test
  void upsertBuilds() {
    PCollection<Order> orders = orders();
    orders.apply(
        UpsertJdbcSink.<Order>into(
                JdbcConnection.of("jdbc:postgresql://db/shop")
                    .user("loader")
                    .passwordFromEnv("PGPASSWORD"))
            .table("orders")
            .byKey("order_id")
            .latestBy("updated_at"));
  }

  @Test
  void mergeBuilds() {
    PCollection<Order> orders = orders();
    orders.apply(
        MergeTableSink.<Order>into(DeltaTable.at("/data/lake/orders"))
            .byKey("order_id")
            .latestBy("updated_at")
            .pipelineName("orders"));
  }

  /** A pipeline of the reader's. */
  private static final class MyPipeline {
    static void build(Pipeline pipeline, List<Row> orders) {
      pipeline.apply(Create.of(orders).withRowSchema(Shop.SCHEMA));
    }
  }

  /** What a reader's test has around the check. */
  abstract static class TestOfMyPipeline {
    abstract void emptyTable();

    void mayBeRunAgain(DataSource dataSource, List<Row> orders) {
      assertThat(
          Idempotency.of(run -> MyPipeline.build(run.pipeline(), run.input(orders)))
              .freshStore(this::emptyTable)
              .storedContent(jdbcTable(dataSource, "orders"))
              .check(),
          showsNoDifference());
    }
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }

  @TestFactory
  Stream<DynamicTest> theReadmeShowsCodeThatStandsHere() throws Exception {
    String source =
        withoutSpace(
            Files.readString(Path.of("src/test/java/io/refrain/conformance/ReadmeCodeTest.java")));
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "..", "README.md")));
    List<String> found = blocks.results().map(block -> block.group(1)).toList();
    assertThat(found, not(List.of()));
    return found.stream()
        .map(
            code ->
                DynamicTest.dynamicTest(
                    code.lines().findFirst().orElse(""),
                    () ->
                        assertThat(
                            "the README's code is not in ReadmeCodeTest, which compiles it",
                            source,
                            containsString(withoutSpace(code)))));
  }
}
