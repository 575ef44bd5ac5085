package io.refrain.core.replace;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.order;
import static io.refrain.core.testing.Orders.orders;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.testing.InMemoryTarget;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.Streams;
import java.time.LocalDate;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Unbounded input: every window is a run, and a later pane takes the place of an earlier one. */
class ReplaceStreamTest {
  private static final Duration DAY = Duration.standardDays(1);
  private static final LatestBy LATEST = new LatestBy(List.of("order_id"), List.of("amount"), null);
  private final InMemoryTarget target = InMemoryTarget.partitionedBy(Orders.DATE);

  private static Instant noon(LocalDate day) {
    return Instant.ofEpochMilli((day.toEpochDay() * 24 + 12) * 3_600_000L);
  }

  private static TimestampedValue<Row> event(Row row) {
    return TimestampedValue.of(row, noon(row.getValue(Orders.DATE)));
  }

  private static List<TimestampedValue<Row>> events(List<Row> rows) {
    return rows.stream().map(ReplaceStreamTest::event).toList();
  }

  private static Window<Row> daily() {
    return Window.into(FixedWindows.of(DAY));
  }

  private static Window<Row> dailyWithLateRows() {
    return daily().withAllowedLateness(DAY.multipliedBy(30)).accumulatingFiredPanes();
  }

  private PartitionReplaceSink<Row> sink() {
    return PartitionReplaceSink.<Row>into(target)
        .scopeOfWindow(Orders.DATE)
        .pipelineName("orders")
        .epoch(100)
        .withShards(2);
  }

  private static PCollection<Long> deleted(PCollection<Receipt> receipts) {
    return receipts.apply(
        MapElements.into(TypeDescriptors.longs()).via(r -> r.counts().get(Count.DELETED)));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Read only.
  private static <E> Void contains(Iterable<E> all, E... expected) {
    assertThat(all, hasItems(expected));
    return null;
  }

  private void assertContent(List<Row> expected) {
    assertThat(Orders.text(target.rows(Orders.LAYOUT)), equalTo(Orders.text(expected)));
  }

  @Test
  void eachWindowReplacesItsOwnInterval() {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        pipeline
            .apply(
                Streams.of(Orders.SCHEMA)
                    .rows(events(orders(DAY_2, 11, 3)))
                    .rows(events(orders(DAY_1, 1, 2)))
                    .watermark(noon(DAY_2))
                    .rows(events(orders(DAY_2, 21, 1)))
                    .rows(events(orders(DAY_1, 99, 1)))
                    .end())
            .apply(daily())
            .apply(sink());
    PAssert.that(deleted(result.receipts())).containsInAnyOrder(0L, 0L);
    pipeline.run().waitUntilFinish();
    assertContent(all(orders(DAY_1, 1, 2), orders(DAY_2, 11, 3), orders(DAY_2, 21, 1)));
  }

  private static TestStream<Row> withLateRows(List<Row> late) {
    return Streams.of(Orders.SCHEMA)
        .rows(events(orders(DAY_1, 1, 3)))
        .watermark(noon(DAY_2))
        .rows(events(late))
        .rows(events(orders(DAY_2, 21, 1)))
        .end();
  }

  @Test
  void aLatePaneTakesThePlaceOfTheEarlierOne() {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        pipeline.apply(withLateRows(orders(DAY_1, 7, 2))).apply(dailyWithLateRows()).apply(sink());
    PAssert.that(deleted(result.receipts())).satisfies(all -> contains(all, 0L, 3L));
    pipeline.run().waitUntilFinish();
    assertContent(all(orders(DAY_1, 1, 3), orders(DAY_1, 7, 2), orders(DAY_2, 21, 1)));
  }

  @Test
  void aLatePaneOfLatestRowsCorrectsTheEarlierOne() {
    List<Row> late = List.of(order(2, DAY_1, "corrected", "99.00"), order(3, DAY_1, "older", "0"));
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        pipeline
            .apply(withLateRows(late))
            .apply(dailyWithLateRows())
            .apply(sink().latestByKey(LATEST));
    // What was counted may come before what was staged, and then fires a pane of its own.
    PAssert.that(
            result
                .receipts()
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(
                            r ->
                                r.counts().get(Count.ROWS_IN)
                                    + " in, "
                                    + r.counts().get(Count.COLLAPSED)
                                    + " collapsed, "
                                    + r.counts().get(Count.WRITTEN)
                                    + " written")))
        .satisfies(
            all ->
                contains(
                    all,
                    "3 in, 0 collapsed, 3 written",
                    "5 in, 2 collapsed, 3 written",
                    "1 in, 0 collapsed, 1 written"));
    pipeline.run().waitUntilFinish();
    assertContent(
        List.of(
            order(1, DAY_1, "product 1", "1.25"),
            order(2, DAY_1, "corrected", "99.00"),
            order(3, DAY_1, null, "3.25"),
            order(21, DAY_2, null, "21.25")));
  }

  @Test
  void windowsThatReplaceWhatIsPresentAreRunsOfTheirOwn() {
    Pipeline pipeline = Pipelines.create();
    PartitionReplaceSink.Result result =
        pipeline
            .apply(
                Streams.of(Orders.SCHEMA)
                    .rows(events(orders(DAY_1, 1, 2)))
                    .rows(events(orders(DAY_2, 11, 3)))
                    .end())
            .apply(daily())
            .apply(sink().scope(ReplaceScope.present()));
    PAssert.that(deleted(result.receipts())).containsInAnyOrder(0L, 0L);
    pipeline.run().waitUntilFinish();
    assertContent(all(orders(DAY_1, 1, 2), orders(DAY_2, 11, 3)));
  }

  @Test
  void windowsThatShareAPartitionFailRatherThanLoseRows() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Streams.of(Orders.SCHEMA)
                .rows(TimestampedValue.of(order(1, DAY_1, "a", "1.00"), noon(DAY_1)))
                .watermark(noon(DAY_2))
                .rows(TimestampedValue.of(order(2, DAY_1, "b", "2"), noon(DAY_2)))
                .end())
        .apply(daily())
        .apply(sink().scope(ReplaceScope.present()));
    RefrainException e = Pipelines.failure(pipeline);
    assertThat(e.kind(), equalTo(RefrainException.Kind.CONFLICT));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot replace partitions [order_date=2024-03-15] in memory: this run (epoch 100)"
                + " committed other rows there already. Either two windows have rows for the same"
                + " partitions, or the runner repeated a pane with other rows. Nothing was changed."
                + " Let windows bound the partition column (scopeOfWindow), or run again under a new"
                + " epoch."));
    assertContent(List.of(order(1, DAY_1, "a", "1.00")));
  }

  @Test
  void boundedInputInWindowsIsReplacedWindowByWindow() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> input =
        pipeline.apply(
            Create.timestamped(events(all(orders(DAY_1, 1, 2), orders(DAY_2, 11, 3))))
                .withCoder(org.apache.beam.sdk.coders.RowCoder.of(Orders.SCHEMA)));
    input.setRowSchema(Orders.SCHEMA).apply(daily()).apply(sink());
    pipeline.run().waitUntilFinish();
    assertContent(all(orders(DAY_1, 1, 2), orders(DAY_2, 11, 3)));
  }

  private String refused(Window<Row> window, PartitionReplaceSink<Row> sink) {
    PCollection<Row> input =
        Pipelines.create().apply(Streams.of(Orders.SCHEMA).end()).apply(window);
    return assertThrows(IllegalArgumentException.class, () -> input.apply(sink)).getMessage();
  }

  @Test
  void whatAStreamCannotDoIsSaidWhileThePipelineIsBuilt() {
    assertThat(
        refused(daily().withAllowedLateness(DAY).discardingFiredPanes(), sink()),
        equalTo(
            "A window that fires more than once (a trigger, or allowed lateness) needs"
                + " accumulatingFiredPanes(): with discarding panes the last one would replace the"
                + " rows of all before it."));
    assertThat(
        refused(daily(), sink().scope(day(DAY_1))),
        equalTo(
            "Every window is a run of its own, so each would replace all of order_date in"
                + " 2024-03-15/2024-03-16: use scopeOfWindow(column), or the partitions present in"
                + " the input."));
    assertThat(
        refused(Window.into(FixedWindows.of(Duration.standardHours(1))), sink()),
        equalTo(
            "Column 'order_date' holds dates, so windows must be of whole days in UTC, but have a"
                + " size of PT3600S and an offset of PT0S."));
    assertThat(
        refused(Window.into(Sessions.withGapDuration(DAY)), sink()),
        equalTo("Merging windows (Sessions) cannot be replaced: use fixed windows."));
    PCollection<Row> global = Pipelines.create().apply(Streams.of(Orders.SCHEMA).end());
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> global.apply(sink())).getMessage(),
        containsString("scopeOfWindow needs fixed windows, whose intervals do not overlap, but"));
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> global.apply("Present", sink().scope(ReplaceScope.present())))
            .getMessage(),
        containsString("Unbounded input in the global window never ends"));
  }

  @Test
  void theGlobalWindowWithATriggerReplacesPaneByPane() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            Streams.of(Orders.SCHEMA)
                .rows(events(orders(DAY_1, 1, 2)))
                .rows(events(orders(DAY_1, 5, 2)))
                .rows(events(orders(DAY_2, 11, 2)))
                .end())
        .apply(
            Window.<Row>configure()
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes())
        .apply(sink().scope(ReplaceScope.present()));
    pipeline.run().waitUntilFinish();
    assertContent(all(orders(DAY_1, 1, 2), orders(DAY_1, 5, 2), orders(DAY_2, 11, 2)));
  }
}
