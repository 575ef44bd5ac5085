package io.refrain.jdbc;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.order;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.DataInterval;
import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.replace.PartitionReplaceSink;
import io.refrain.core.store.PlannedTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.Streams;
import io.refrain.jdbc.upsert.Database;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pipelines that replace rows of a table. */
class JdbcTableTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration DAY = Duration.standardDays(1);
  private static final LatestBy LATEST = new LatestBy(List.of("order_id"), List.of("amount"), null);

  private final Database db =
      new Database(
          JdbcConnection.of("jdbc:h2:mem:table" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1"));
  private final JdbcTable target = JdbcTable.in(db.connection).table("orders");
  private ConnectionPool pool;

  @BeforeEach
  void open() throws SQLException {
    pool = ConnectionPool.acquire(db.connection);
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, order_date DATE, product VARCHAR(12),"
            + " amount NUMERIC(5,2) NOT NULL)");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static PartitionReplaceSink<Row> into(ReplaceTarget target) {
    return PartitionReplaceSink.<Row>into(target).pipelineName("orders").epoch(100);
  }

  private static PartitionReplaceSink.Result replace(
      Pipeline pipeline, List<Row> rows, PartitionReplaceSink<Row> sink) {
    return pipeline.apply(Create.of(rows).withRowSchema(Orders.SCHEMA)).apply(sink);
  }

  private static void run(List<Row> rows, PartitionReplaceSink<Row> sink) {
    Pipeline pipeline = Pipelines.create();
    replace(pipeline, rows, sink);
    pipeline.run().waitUntilFinish();
  }

  private void assertContent(List<Row> expected) throws SQLException {
    List<String> rows = new ArrayList<>();
    for (Row row : expected) {
      rows.add(
          row.getInt64("order_id")
              + "|"
              + row.getValue("order_date")
              + "|"
              + row.getString("product")
              + "|"
              + row.getDecimal("amount"));
    }
    rows.sort(null);
    List<String> stored = db.query("SELECT order_id, order_date, product, amount FROM orders");
    stored.sort(null);
    assertThat(stored, equalTo(rows));
  }

  @Test
  void anIntervalIsReplacedAndWhatWasStagedIsGone() throws SQLException {
    run(all(orders(DAY_1, 1, 5), orders(DAY_2, 11, 4)), into(target).scope(month("2024-03")));
    run(orders(DAY_1, 21, 3), into(target).scope(day(DAY_1)).epoch(101));
    assertContent(all(orders(DAY_1, 21, 3), orders(DAY_2, 11, 4)));
    assertThat(db.query("SELECT COUNT(*) FROM refrain_stages"), contains("0"));
    assertThat(
        db.query(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE"
                + " 'refrain_stage%'"),
        contains("0"));
  }

  @Test
  void aRowOutsideOfTheIntervalIsRejected() throws SQLException {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        replace(
            pipeline,
            all(orders(DAY_1, 1, 2), orders(DAY_3, 41, 1)),
            into(target).scope(month("2024-03")).allowRejected(1));
    PAssert.that(
            result
                .rejected()
                .apply(MapElements.into(TypeDescriptors.strings()).via(RejectedRow::toString)))
        .containsInAnyOrder(
            "out_of_scope in order_date: order_date=2024-04-01 is outside of the scope: order_date"
                + " in 2024-03-01/2024-04-01");
    pipeline.run().waitUntilFinish();
    assertContent(orders(DAY_1, 1, 2));
  }

  @Test
  void rowsThatTheTableWouldRefuseAreRejectedBeforeAnythingIsCommitted() throws SQLException {
    List<Row> rows =
        List.of(
            order(1, DAY_1, "fits", "1.00"),
            order(2, DAY_1, "it is too long", "2.00"),
            order(3, DAY_1, "too much", "1234.50"));
    Pipeline failing = Pipelines.create();
    replace(failing, rows, into(target).scope(day(DAY_1)));
    RefrainException e = Pipelines.failure(failing);
    assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("2 rows were rejected"),
            containsString("unfit_value in product: it has 14 characters, and 12 is the most"),
            containsString("1234.50 has too many digits for NUMERIC(5,2)")));
    assertContent(List.of());

    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        replace(pipeline, rows, into(target).scope(day(DAY_1)).allowRejected(2));
    PAssert.thatSingleton(
            result
                .receipts()
                .apply(
                    MapElements.into(TypeDescriptors.longs())
                        .via((Receipt r) -> r.counts().get(Count.REJECTED))))
        .isEqualTo(2L);
    pipeline.run().waitUntilFinish();
    assertContent(rows.subList(0, 1));
  }

  @Test
  void aPlanSaysWhatWouldBeAndChangesNothing() throws SQLException {
    run(orders(DAY_1, 1, 5), into(target).scope(day(DAY_1)));
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        replace(
            pipeline,
            orders(DAY_1, 21, 3),
            into(PlannedTarget.of(target)).scope(day(DAY_1)).epoch(101));
    PAssert.thatSingleton(
            result
                .receipts()
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(
                            (Receipt r) ->
                                r.counts().get(Count.DELETED)
                                    + " out, "
                                    + r.counts().get(Count.WRITTEN)
                                    + " in")))
        .isEqualTo("5 out, 3 in");
    pipeline.run().waitUntilFinish();
    assertContent(orders(DAY_1, 1, 5));
    assertThat(db.query("SELECT COUNT(*) FROM refrain_stages"), contains("0"));
  }

  @Test
  void anIntervalOfTimestampsCutsByTheMoment() throws SQLException {
    Schema schema =
        Schema.builder()
            .addInt64Field("id")
            .addField("at", Schema.FieldType.logicalType(SqlTypes.DATETIME))
            .build();
    db.run("CREATE TABLE events (id BIGINT, \"AT\" TIMESTAMP(6))");
    db.run("INSERT INTO events VALUES (1, '2024-03-15 09:59:59.999999'), (2, '2024-03-15 11:00')");
    Row row =
        Row.withSchema(schema).addValues(3L, LocalDateTime.parse("2024-03-15T10:00:00")).build();
    for (long epoch = 1; epoch < 3; epoch++) {
      Pipeline pipeline = Pipelines.create();
      pipeline
          .apply(Create.of(row).withRowSchema(schema))
          .apply(
              into(JdbcTable.in(db.connection).table("events"))
                  .scope(ReplaceScope.interval("at", DataInterval.parse("2024-03-15T10")))
                  .epoch(epoch));
      pipeline.run().waitUntilFinish();
    }
    assertThat(db.query("SELECT id FROM events ORDER BY id"), contains("1", "2", "3"));
  }

  @Test
  void aTableIsMadeIfAskedFor() throws SQLException {
    db.run("DROP TABLE orders");
    Pipeline pipeline = Pipelines.create();
    replace(pipeline, orders(DAY_1, 1, 2), into(target).scope(day(DAY_1)));
    assertThat(Pipelines.failure(pipeline).getMessage(), containsString("There is no table"));
    run(orders(DAY_1, 1, 2), into(target.createTable("order_id")).scope(day(DAY_1)));
    assertContent(orders(DAY_1, 1, 2));
  }

  private static String wrong(PartitionReplaceSink<Row> sink) {
    PCollection<Row> input = Pipelines.create().apply(Create.empty(Orders.SCHEMA));
    return assertThrows(IllegalArgumentException.class, () -> input.apply(sink)).getMessage();
  }

  @Test
  void whatCannotBeIsSaidWhileThePipelineIsBuilt() {
    assertThat(
        wrong(into(target).scope(ReplaceScope.present())),
        equalTo(
            "Cannot replace the partitions present in the input in "
                + target.name()
                + ": say which columns make a partition there (partitionedBy)."));
    assertThat(
        wrong(into(target.partitionedBy("product")).scope(day(DAY_1))),
        containsString("an interval must be one of a partition column"));
    assertThat(
        wrong(into(target.createTable("id")).scope(day(DAY_1))),
        containsString("Unknown column 'id'"));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> target.partitionedBy("a", "a"))
            .getMessage(),
        equalTo("A partition column is named twice: [a, a]."));
    assertThat(
        JdbcTable.in(JdbcConnection.of("jdbc:h2:mem:x;KEY=secret").passwordFromEnv("SECRET"))
            .table("orders")
            .name(),
        not(containsString("ecret")));
  }

  // Streams.

  private static Instant noon(LocalDate day) {
    return Instant.ofEpochMilli((day.toEpochDay() * 24 + 12) * 3_600_000L);
  }

  private static List<TimestampedValue<Row>> events(List<Row> rows) {
    return rows.stream()
        .map(row -> TimestampedValue.of(row, noon(row.getValue(Orders.DATE))))
        .toList();
  }

  private static PCollection<Row> withLateRows(Pipeline pipeline, List<Row> late) {
    return pipeline
        .apply(
            Streams.of(Orders.SCHEMA)
                .rows(events(orders(DAY_1, 1, 3)))
                .watermark(noon(DAY_2))
                .rows(events(late))
                .rows(events(orders(DAY_2, 21, 1)))
                .end())
        .apply(
            Window.<Row>into(FixedWindows.of(DAY))
                .withAllowedLateness(DAY.multipliedBy(30))
                .accumulatingFiredPanes());
  }

  @Test
  void aLatePaneTakesThePlaceOfTheEarlierOne() throws SQLException {
    Pipeline pipeline = Pipelines.create();
    withLateRows(pipeline, orders(DAY_1, 7, 2))
        .apply(into(target).scopeOfWindow(Orders.DATE).withShards(4));
    pipeline.run().waitUntilFinish();
    assertContent(all(orders(DAY_1, 1, 3), orders(DAY_1, 7, 2), orders(DAY_2, 21, 1)));
  }

  @Test
  void aLatePaneOfLatestRowsCorrectsTheEarlierOne() throws SQLException {
    Pipeline pipeline = Pipelines.create();
    withLateRows(
            pipeline,
            List.of(order(2, DAY_1, "corrected", "99.00"), order(3, DAY_1, "older", "0.00")))
        .apply(
            into(target.partitionedBy(Orders.DATE))
                .scopeOfWindow(Orders.DATE)
                .withShards(4)
                .latestByKey(LATEST));
    pipeline.run().waitUntilFinish();
    assertContent(
        List.of(
            order(1, DAY_1, "product 1", "1.25"),
            order(2, DAY_1, "corrected", "99.00"),
            order(3, DAY_1, null, "3.25"),
            order(21, DAY_2, null, "21.25")));
  }

  @Test
  void aPaneListsAgainThePartitionsThatDidNotChange() throws SQLException {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Streams.of(Orders.SCHEMA)
                .rows(events(orders(DAY_1, 1, 2)))
                .rows(events(orders(DAY_2, 11, 2)))
                .rows(events(orders(DAY_1, 5, 2)))
                .rows(events(orders(DAY_3, 41, 2)))
                .end())
        .apply(
            Window.<Row>configure()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes())
        .apply(into(target.partitionedBy(Orders.DATE)).scope(ReplaceScope.present()).withShards(4));
    pipeline.run().waitUntilFinish();
    assertContent(
        all(orders(DAY_1, 1, 2), orders(DAY_1, 5, 2), orders(DAY_2, 11, 2), orders(DAY_3, 41, 2)));
    assertThat(db.query("SELECT COUNT(*) FROM refrain_stages"), contains("0"));
  }
}
