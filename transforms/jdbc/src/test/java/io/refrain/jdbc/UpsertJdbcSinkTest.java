package io.refrain.jdbc;

import static io.refrain.jdbc.upsert.Orders.order;
import static io.refrain.jdbc.upsert.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.CountMetrics;
import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowBlockCoder;
import io.refrain.jdbc.upsert.Database;
import io.refrain.jdbc.upsert.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithTimestamps;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpsertJdbcSinkTest {
  private static final Schema NULLABLE =
      Schema.builder()
          .addNullableField("order_id", FieldType.INT64)
          .addNullableField("product", FieldType.STRING)
          .addNullableField("quantity", FieldType.INT32)
          .addNullableField("updated_at", FieldType.logicalType(new MicrosInstant()))
          .build();

  private static final Object[] EXPECTED = {
    Count.ROWS_IN,
    25,
    Count.INSERTED,
    5,
    Count.UPDATED,
    1,
    Count.UNCHANGED,
    17,
    Count.STALE,
    1,
    Count.REJECTED,
    1,
  };
  private static final String TABLES =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC' ORDER BY 1";

  // In memory: a run that fails may leave a worker at work, on files that are being removed.
  private static final AtomicInteger NUMBER = new AtomicInteger();
  // Tests that let a process die leave theirs open; those of a run that failed are closed in time.
  private final int poolsBefore = ConnectionPool.openPools();
  private Database db;
  private Pipeline pipeline;

  @BeforeEach
  void open() {
    db =
        new Database(
            JdbcConnection.of(
                "jdbc:h2:mem:sink" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1"));
    pipeline = newPipeline();
  }

  private static Pipeline newPipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs("--targetParallelism=2", "--runner=DirectRunner").create());
  }

  private UpsertJdbcSink<Row> sink() {
    return UpsertJdbcSink.<Row>into(db.connection)
        .table("orders")
        .byKey("order_id")
        .latestBy("updated_at")
        .createTable();
  }

  private PCollection<Row> rows(Schema schema, List<Row> rows) {
    return pipeline.apply(Create.of(rows).withRowSchema(schema));
  }

  /** The sum of one count over all parts. */
  private static PCollection<Long> sumOf(PCollection<Counts> counts, Count what) {
    return counts
        .apply("Get " + what, MapElements.into(TypeDescriptors.longs()).via(c -> c.get(what)))
        .apply("Sum " + what, Sum.longsGlobally());
  }

  private static void assertCounts(UpsertJdbcSink.Result result, Object... expected) {
    for (int i = 0; i < expected.length; i += 2) {
      Count count = (Count) expected[i];
      PAssert.thatSingleton(count.key(), sumOf(result.counts(), count))
          .isEqualTo(((Integer) expected[i + 1]).longValue());
    }
  }

  @Test
  void aDeliveryTwiceIsADeliveryOnce() throws Exception {
    List<Row> twice = new ArrayList<>(orders(300, 1, 0));
    twice.addAll(orders(300, 1, 0));
    UpsertJdbcSink.Result first = rows(Orders.SCHEMA, twice).apply("First", sink().batchRows(10));
    assertCounts(
        first, Count.ROWS_IN, 600, Count.INSERTED, 300, Count.COLLAPSED, 300, Count.REJECTED, 0);
    PipelineResult run = pipeline.run();
    run.waitUntilFinish();
    assertThat(counter(run, Count.INSERTED), is(300L));
    assertThat(counter(run, Count.ROWS_IN), is(600L));

    pipeline = newPipeline();
    UpsertJdbcSink.Result second = rows(Orders.SCHEMA, twice).apply("Second", sink().withShards(3));
    assertCounts(second, Count.INSERTED, 0, Count.UPDATED, 0, Count.UNCHANGED, 300);
    pipeline.run().waitUntilFinish();
    assertThat(db.query("SELECT COUNT(*), SUM(quantity) FROM orders"), contains("300|300"));
    assertThat(
        "pools that workers left open",
        ConnectionPool.openPools(),
        is(lessThanOrEqualTo(poolsBefore)));
  }

  private static long counter(PipelineResult run, Count count) {
    long sum = 0;
    for (MetricResult<Long> counter :
        run.metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named(CountMetrics.NAMESPACE, count.key()))
                    .build())
            .getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }

  @Test
  void blocksAreTakenAsTheyAre() throws Exception {
    RowBlock block = Orders.block(Orders.SCHEMA, orders(20, 1, 0));
    UpsertJdbcSink.Result result =
        pipeline
            .apply(Create.of(block).withCoder(RowBlockCoder.of(Orders.SCHEMA)))
            .apply(
                UpsertJdbcSink.<RowBlock>into(db.connection)
                    .table("orders")
                    .byKey("order_id")
                    .latestBy("updated_at")
                    .createTable());
    assertCounts(result, Count.INSERTED, 20);
    pipeline.run().waitUntilFinish();
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("20"));
  }

  private static Row row(Long id, String product, Integer quantity, boolean version) {
    return Row.withSchema(NULLABLE)
        .addValues(id, product, quantity, version ? Orders.NOON : null)
        .build();
  }

  @Test
  void rowsWithoutKeyOrVersionFailTheRunBeforeAnythingIsWritten() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 50; i++) {
      rows.add(row(i, "p", 1, true));
    }
    rows.add(row(null, "no key", 1, true));
    rows.add(row(7L, "no version", 1, false));
    rows(NULLABLE, rows).apply(sink());

    RefrainException e = refusal();

    assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        e.getMessage(),
        allOf(
            startsWith("2 rows were rejected on the way into orders at jdbc:h2:"),
            containsString(", none allowed. "),
            containsString("null_key in order_id: the key is null: {order_id=null, product=no key"),
            containsString("null_version in updated_at"),
            containsString("allow rejected rows")));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("0"));
  }

  private RefrainException refusal() {
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());
    Throwable cause = e;
    while (!(cause instanceof RefrainException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertThat(cause, instanceOf(RefrainException.class));
    return (RefrainException) cause;
  }

  @Test
  void whatIsRejectedInOneWindowStopsTheRowsOfAll() throws Exception {
    rows(NULLABLE, List.of(row(1L, "good", 1, true), row(null, "no key", 1, true)))
        .apply(
            WithTimestamps.of(
                r -> Instant.ofEpochMilli(r.getInt64("order_id") == null ? 0 : 3_600_000)))
        .apply(
            Window.<Row>into(FixedWindows.of(Duration.standardMinutes(1)))
                .triggering(AfterPane.elementCountAtLeast(1))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(sink());

    RefrainException refusal = refusal();

    assertThat(refusal.getMessage(), containsString("1 row was rejected on the way into"));
    assertThat(refusal.getMessage(), containsString("none allowed. Nothing was changed."));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("0"));
  }

  @Test
  void allowedRejectedRowsGoToTheirOutput() throws Exception {
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(9), quantity INTEGER CHECK"
            + " (quantity > 0), updated_at TIMESTAMP(6) WITH TIME ZONE)");
    UpsertJdbcSink.Result result =
        rows(
                NULLABLE,
                List.of(
                    row(1L, "good", 1, true),
                    row(2L, "bad", -1, true),
                    row(null, "no key", 1, true)))
            .apply(sink().allowRejected(2));
    assertCounts(result, Count.ROWS_IN, 3, Count.INSERTED, 1, Count.REJECTED, 2);
    PAssert.that(
            result
                .rejected()
                .apply(MapElements.into(TypeDescriptors.strings()).via(r -> r.code().key())))
        .containsInAnyOrder("constraint", "null_key");
    pipeline.run().waitUntilFinish();
    assertThat(db.query("SELECT product FROM orders"), contains("good"));
  }

  @Test
  void aViolatedConstraintFailsTheRunAndTheOthersAreStored() throws Exception {
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(9), quantity INTEGER CHECK"
            + " (quantity > 0), updated_at TIMESTAMP(6) WITH TIME ZONE)");
    rows(
            Orders.SCHEMA,
            List.of(order(1, "good", 1, 0), order(2, "bad", -1, 0), order(3, "good", 1, 0)))
        .apply(sink());

    RefrainException e = refusal();

    assertThat(
        e.getMessage(),
        allOf(
            startsWith("1 row was rejected on the way into orders at jdbc:h2:"),
            containsString("constraint in "),
            containsString("The rows that were not rejected are stored; running")));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("2"));
  }

  @Test
  void anInputFullOfBadRowsIsGivenUpSoon() throws Exception {
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(9), quantity INTEGER CHECK"
            + " (quantity > 5), updated_at TIMESTAMP(6) WITH TIME ZONE)");
    rows(Orders.SCHEMA, orders(300, 1, 0)).apply(sink().withShards(1));

    assertThat(
        refusal().getMessage(),
        allOf(
            startsWith("10 rows were rejected on the way into orders at jdbc:h2:"),
            containsString("constraint in "),
            containsString("Writing was given up here, so there may be more.")));
  }

  @Test
  void unboundedInputIsWrittenAsItComes() throws Exception {
    TestStream.Builder<Row> stream = TestStream.create(Orders.SCHEMA);
    for (Row row : orders(10, 1, 0)) {
      stream = stream.addElements(row);
    }
    stream = stream.advanceProcessingTime(Duration.standardSeconds(5));
    for (Row row : orders(10, 2, 60)) {
      stream = stream.addElements(row);
    }
    UpsertJdbcSink.Result result =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))))
            .apply(sink().withShards(2));
    PAssert.that(
            result
                .counts()
                .apply(
                    MapElements.into(
                            TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                        .via(c -> KV.of("in", c.get(Count.ROWS_IN))))
                .apply(Sum.longsPerKey())
                .apply(Values.create()))
        .containsInAnyOrder(20L);
    pipeline.run().waitUntilFinish();
    assertThat(db.query("SELECT COUNT(*), MIN(quantity) FROM orders"), contains("10|2"));
  }

  @Test
  void atomicallyAllRowsAppearAtOnce() throws Exception {
    UpsertJdbcSink.Result first =
        rows(Orders.SCHEMA, orders(300, 1, 0)).apply("First", sink().batchRows(10).atomically());
    assertCounts(first, Count.ROWS_IN, 300, Count.INSERTED, 300, Count.REJECTED, 0);
    pipeline.run().waitUntilFinish();

    pipeline = newPipeline();
    List<Row> changed = new ArrayList<>(orders(300, 1, 0));
    changed.set(7, order(8, "changed", 2, 60));
    UpsertJdbcSink.Result second = rows(Orders.SCHEMA, changed).apply(sink().atomically());
    assertCounts(second, Count.INSERTED, 0, Count.UPDATED, 1, Count.UNCHANGED, 299);
    pipeline.run().waitUntilFinish();
    assertThat(db.query("SELECT SUM(quantity) FROM orders"), contains("301"));
    assertThat(db.query("SELECT COUNT(*) FROM refrain_merges"), contains("2"));
    assertThat(
        "pools that workers left open",
        ConnectionPool.openPools(),
        is(lessThanOrEqualTo(poolsBefore)));
  }

  @Test
  void atomicallyWhatADeadRunLeftIsClearedUp() throws Exception {
    String old = "refrain_stage_" + "0".repeat(32);
    String young = "refrain_stage_" + "1".repeat(32);
    rows(Orders.SCHEMA, orders(3, 1, 0)).apply(sink().atomically());
    pipeline.run().waitUntilFinish();
    db.run(
        "UPDATE refrain_merges SET merged_at_ms = 0",
        "CREATE TABLE \"" + old + "\" (id INTEGER)",
        "CREATE TABLE \"" + young + "\" (id INTEGER)",
        "INSERT INTO refrain_stages (stage_name, table_name, shape, created_at) VALUES"
            + (" ('" + old + "', 'ORDERS', 'x', CURRENT_TIMESTAMP - INTERVAL '25' HOUR),")
            + (" ('" + young + "', 'ORDERS', 'x', CURRENT_TIMESTAMP - INTERVAL '23' HOUR)"));

    pipeline = newPipeline();
    rows(Orders.SCHEMA, orders(4, 1, 0)).apply(sink().atomically());
    pipeline.run().waitUntilFinish();

    assertThat(db.query("SELECT stage_name FROM refrain_stages"), contains(young));
    assertThat(
        db.query(
            "SELECT table_name FROM information_schema.tables WHERE table_name LIKE"
                + " 'refrain_stage%'"),
        contains(young));
    assertThat(db.query("SELECT inserted_rows FROM refrain_merges"), contains("1"));
  }

  @Test
  void atomicallyTooManyRejectedRowsChangeNothing() throws Exception {
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(100), quantity INTEGER"
            + " CHECK (quantity < 1000), updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
    List<Row> rows = new ArrayList<>(orders(100, 1, 0));
    rows.set(50, order(51, "too many", 1000, 0));
    rows(Orders.SCHEMA, rows).apply(sink().atomically());

    RefrainException refusal = refusal();

    assertThat(refusal.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        refusal.getMessage(), startsWith("1 row was rejected on the way into orders at jdbc:h2:"));
    assertThat(refusal.getMessage(), containsString("none allowed. Nothing was changed."));
    assertThat(db.query("SELECT COUNT(*) FROM orders"), contains("0"));
  }

  @Test
  void atomicallyEachWindowIsOneMerge() throws Exception {
    TestStream.Builder<Row> stream =
        TestStream.create(Orders.SCHEMA)
            .advanceWatermarkTo(Instant.ofEpochMilli(0))
            .addElements(
                TimestampedValue.of(order(1, "a", 1, 0), Instant.ofEpochMilli(1_000)),
                TimestampedValue.of(order(2, "a", 1, 0), Instant.ofEpochMilli(2_000)))
            .advanceWatermarkTo(Instant.ofEpochMilli(61_000))
            .addElements(TimestampedValue.of(order(1, "b", 2, 60), Instant.ofEpochMilli(62_000)));
    UpsertJdbcSink.Result result =
        pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))))
            .apply(sink().atomically());
    PAssert.that(
            result
                .counts()
                .apply(Filter.by((Counts c) -> c.get(Count.INSERTED) + c.get(Count.UPDATED) > 0))
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via((Counts c) -> c.get(Count.INSERTED) + " " + c.get(Count.UPDATED))))
        .containsInAnyOrder("2 0", "0 1");
    pipeline.run().waitUntilFinish();
    assertThat(db.query("SELECT COUNT(*) FROM refrain_merges"), contains("2"));
    assertThat(db.query("SELECT product FROM orders ORDER BY order_id"), contains("b", "a"));
  }

  @Test
  void aPlanCountsWhatTheRunThenDoesAndChangesNothing() throws Exception {
    rows(Orders.SCHEMA, orders(20, 1, 0)).apply(sink());
    pipeline.run().waitUntilFinish();
    List<Row> next = new ArrayList<>(orders(25, 1, 0));
    next.set(0, order(1, "newer", 2, 60));
    next.set(1, order(2, "older", 2, -60));
    next.set(2, order(3, "too many", 40_000, 60));
    db.run("ALTER TABLE orders ALTER COLUMN quantity SMALLINT");
    List<String> tables = db.query(TABLES);
    List<String> before = db.query("SELECT * FROM orders ORDER BY order_id");
    UpsertJdbcSink<Row> sink = sink().allowRejected(1);

    for (UpsertJdbcSink<Row> plan : List.of(sink.planOnly(), sink.planOnly().atomically())) {
      pipeline = newPipeline();
      assertCounts(rows(Orders.SCHEMA, next).apply(plan), EXPECTED);
      pipeline.run().waitUntilFinish();
      assertThat(db.query("SELECT * FROM orders ORDER BY order_id"), is(before));
      assertThat(db.query(TABLES), is(tables));
    }
    pipeline = newPipeline();
    assertCounts(rows(Orders.SCHEMA, next).apply(sink), EXPECTED);
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aPlanMakesNoTable() throws Exception {
    rows(Orders.SCHEMA, orders(3, 1, 0)).apply(sink().planOnly());
    assertThat(
        refusal().getMessage(),
        is(
            "There is no table orders at "
                + db.connection.name()
                + " yet. A run would make it and insert the newest row of each key; a plan makes"
                + " nothing, so it cannot say more. Nothing was changed."));
    assertThat(db.query(TABLES), is(List.of()));
  }

  @Test
  void aPlanThatRejectsTooMuchFailsAsTheRunWould() throws Exception {
    db.run(
        "CREATE TABLE orders (order_id BIGINT PRIMARY KEY, product VARCHAR(99), quantity SMALLINT,"
            + " updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
    rows(Orders.SCHEMA, orders(3, 40_000, 0)).apply(sink().planOnly());
    RefrainException refusal = refusal();
    assertThat(refusal.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(refusal.getMessage(), containsString("Nothing was changed."));
    assertThat(refusal.getMessage(), not(containsString("stored")));
  }

  @Test
  void aPlanOfWhatNeverEndsIsRefused() {
    PCollection<Row> endless =
        pipeline.apply(TestStream.create(Orders.SCHEMA).advanceWatermarkToInfinity());
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> endless.apply(sink().planOnly()))
            .getMessage(),
        startsWith("Unbounded input cannot be planned with planOnly()"));
  }

  @Test
  void tombstonesAreMadeAndHeededAtomically() throws Exception {
    UpsertJdbcSink<Row> deletes =
        sink().changeKind("op").tombstones(Duration.standardDays(1)).atomically();
    rows(CHANGES, List.of(change("d", 1, null, 5), change("c", 2, null, 5))).apply(deletes);
    pipeline.run().waitUntilFinish();
    Schema plain = Schema.builder().addInt64Field("order_id").addInt64Field("updated_at").build();
    List<Row> late =
        List.of(
            Row.withSchema(plain).addValues(1L, 4L).build(),
            Row.withSchema(plain).addValues(3L, 1L).build());
    for (UpsertJdbcSink<Row> sink : List.of(sink().planOnly(), sink())) {
      pipeline = newPipeline();
      rows(plain, late).apply(sink.atomically());
      pipeline.run().waitUntilFinish();
    }

    assertThat(db.query("SELECT order_id FROM orders ORDER BY order_id"), contains("2", "3"));
    assertThat(db.query("SELECT COUNT(*) FROM refrain_merges"), contains("2"));
  }

  @Test
  void atomicallyWithoutAnEndIsRefused() {
    PCollection<Row> endless =
        pipeline.apply(TestStream.create(Orders.SCHEMA).advanceWatermarkToInfinity());
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> endless.apply(sink().atomically()))
            .getMessage(),
        startsWith("Unbounded input in the global window never ends"));
  }

  private String buildError(Schema schema, UpsertJdbcSink<Row> sink) {
    return assertThrows(
            IllegalArgumentException.class, () -> rows(schema, List.of()).apply("Refused", sink))
        .getMessage();
  }

  @Test
  void mistakesAreToldWhileThePipelineIsBuilt() {
    assertThat(
        buildError(Orders.SCHEMA, UpsertJdbcSink.into(db.connection)),
        startsWith("Upsert into which table?"));
    pipeline = newPipeline();
    assertThat(
        buildError(Orders.SCHEMA, UpsertJdbcSink.<Row>into(db.connection).table("orders")),
        startsWith("Upsert by which key?"));
    pipeline = newPipeline();
    assertThat(
        buildError(
            Orders.SCHEMA,
            UpsertJdbcSink.<Row>into(db.connection).table("orders").byKey("order_id")),
        startsWith("Latest by what?"));
    pipeline = newPipeline();
    assertThat(
        buildError(Orders.SCHEMA, sink().byKey("order_no")),
        startsWith("Unknown column 'order_no'. The columns are: [order_id, product"));
    pipeline = newPipeline();
    assertThat(
        buildError(
            Schema.builder().addDoubleField("order_id").addInt64Field("updated_at").build(),
            sink()),
        startsWith("Key column 'order_id' is of type DOUBLE, on whose equality"));
    pipeline = newPipeline();
    assertThat(
        buildError(
            Schema.builder()
                .addInt64Field("order_id")
                .addInt64Field("updated_at")
                .addArrayField("tags", FieldType.STRING)
                .build(),
            sink()),
        startsWith("Column 'tags' cannot be upserted: H2 tables are not written with ARRAY"));
    pipeline = newPipeline();
    assertThat(
        buildError(
            Orders.SCHEMA,
            UpsertJdbcSink.<Row>into(JdbcConnection.of("jdbc:db2://host/db"))
                .table("orders")
                .byKey("order_id")
                .latestBy("updated_at")),
        startsWith("No dialect for jdbc:db2://host/db."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> sink().batchRows(0)).getMessage(),
        is("batchRows must be between 1 and 50000, but is 0."));
  }

  private static final Schema CHANGES =
      Schema.builder()
          .addStringField("op")
          .addInt64Field("order_id")
          .addNullableField("product", FieldType.STRING)
          .addInt64Field("updated_at")
          .build();

  private static Row change(String op, long id, String product, long version) {
    return Row.withSchema(CHANGES).addValues(op, id, product, version).build();
  }

  @Test
  void deletesInAStreamAreGuardedAndRemembered() throws Exception {
    pipeline
        .apply(
            TestStream.create(CHANGES)
                .addElements(change("c", 1, "a", 1), change("c", 2, "a", 1))
                .advanceProcessingTime(Duration.standardSeconds(5))
                .addElements(change("d", 1, null, 3), change("d", 3, null, 3))
                .advanceProcessingTime(Duration.standardSeconds(5))
                .addElements(change("u", 1, "late", 2), change("u", 3, "back", 4))
                .advanceWatermarkToInfinity())
        .apply(sink().changeKind("op").tombstones(Duration.standardDays(1)).withShards(2));
    PipelineResult run = pipeline.run();
    run.waitUntilFinish();
    assertThat(counter(run, Count.ROWS_IN), is(6L));
    assertThat(counter(run, Count.INSERTED), is(3L));
    assertThat(counter(run, Count.DELETED), is(1L));
    assertThat(counter(run, Count.UNCHANGED), is(1L));
    assertThat(counter(run, Count.STALE), is(1L));
    assertThat(
        db.query("SELECT order_id, product FROM orders ORDER BY order_id"),
        contains("2|a", "3|back"));
    assertThat(
        "pools that workers left open",
        ConnectionPool.openPools(),
        is(lessThanOrEqualTo(poolsBefore)));
  }

  @Test
  void aFunctionMaySayWhatHappened() throws Exception {
    SerializableFunction<Row, ChangeKind.Kind> kind =
        row ->
            switch (row.getString("product") == null ? "" : row.getString("product")) {
              case "" -> ChangeKind.Kind.DELETE;
              case "?" -> null;
              default -> ChangeKind.Kind.UPSERT;
            };
    UpsertJdbcSink.Result result =
        rows(
                Orders.SCHEMA,
                List.of(
                    order(1, "a", 1, 0),
                    order(2, null, 1, 0),
                    order(1, null, 1, 9),
                    order(3, "b", 1, 0),
                    order(4, "?", 1, 0)))
            .apply(sink().changeKind(kind).softDelete("gone").allowRejected(1));
    assertCounts(
        result, Count.ROWS_IN, 5, Count.INSERTED, 1, Count.COLLAPSED, 1, Count.REJECTED, 1);
    pipeline.run().waitUntilFinish();
    assertThat(
        db.query("SELECT order_id, product, gone FROM orders ORDER BY order_id"),
        contains("1|null|TRUE", "2|null|TRUE", "3|b|FALSE"));
  }

  private void assertBuildError(UpsertJdbcSink<Row> sink, String message) {
    pipeline = newPipeline();
    assertThat(buildError(CHANGES, sink), is(message));
  }

  @Test
  void changesThatDoNotGoTogetherAreToldWhileThePipelineIsBuilt() {
    Duration day = Duration.standardDays(1);
    assertBuildError(
        sink().changeKind("op"),
        "'op' marks deletes, and they have to be remembered: otherwise a late older row would bring"
            + " a deleted key back to life. Say how: tombstones(timeToLive) keeps them in a side"
            + " table, softDelete(column) flags the row and leaves it.");
    assertBuildError(
        sink().changeKind("op").tombstones(day).insertOnly(),
        "insertOnly() never touches a stored row, so it cannot delete what 'op' marks. Leave one of"
            + " them out.");
    assertBuildError(
        sink().softDelete("gone").insertOnly(),
        "insertOnly() never touches a stored row, so it cannot clear the flag of softDelete(). Leave"
            + " one of them out.");
    assertBuildError(
        sink().storeChangeKind(),
        "storeChangeKind() needs a column to store: name it by changeKind(column).");
    assertBuildError(
        sink().changeKind("order_id").tombstones(day),
        "Change kind column 'order_id' must hold text, a boolean or the moment of the deletion, but"
            + " is BIGINT.");
    assertBuildError(
        sink().byKey("order_id", "op").changeKind("op").tombstones(day),
        "Column 'op' cannot be both a key column and the change kind.");
    assertBuildError(
        sink().changeKind("op").softDelete("product"),
        "Column 'product' is one of the input's, but softDelete() sets it itself. Leave it out of the"
            + " input, or name it by changeKind(column) if it tells deletes from upserts.");
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> sink().tombstones(day).softDelete("gone"))
            .getMessage(),
        is("Deletes are remembered in one way: by tombstones() or by softDelete(), not both."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> sink().tombstones(Duration.ZERO))
            .getMessage(),
        is(
            "The time to live of tombstones, in seconds, must be between 1 and 3155760000, but is"
                + " 0."));
  }

  @Test
  void displayDataHoldsNoCredentials() {
    String shown =
        DisplayData.from(
                UpsertJdbcSink.<Row>into(
                        JdbcConnection.of("jdbc:postgresql://host/db?ssl=true")
                            .user("loader")
                            .passwordFromEnv("SECRET_PLACE"))
                    .table("orders")
                    .byKey("order_id")
                    .latestBy("updated_at"))
            .toString();
    assertThat(
        shown,
        allOf(
            containsString("jdbc:postgresql://host/db"),
            containsString("orders"),
            not(containsString("SECRET_PLACE")),
            not(containsString("ssl"))));
  }

  @Test
  void aTableThatIsNotThereFailsTheRun() {
    rows(Orders.SCHEMA, orders(3, 1, 0))
        .apply(
            UpsertJdbcSink.<Row>into(db.connection)
                .table("orders")
                .byKey("order_id")
                .latestBy("updated_at"));
    assertThat(refusal().getMessage(), startsWith("There is no table orders at jdbc:h2:"));
  }
}
