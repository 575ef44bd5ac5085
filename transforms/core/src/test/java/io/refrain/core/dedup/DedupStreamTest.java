package io.refrain.core.dedup;

import static io.refrain.core.row.Versions.row;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.blocks.DecodeRows;
import io.refrain.core.blocks.EncodeRows;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.Versions;
import io.refrain.core.testing.Pipelines;
import io.refrain.core.testing.Streams;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Unbounded input: late, out of order, repeated, tied, expired. */
class DedupStreamTest {
  private static final Duration HOUR = Duration.standardHours(1);

  private static DedupLatestByKey<Row> dedup() {
    return DedupLatestByKey.<Row>byKey("key").latestBy("version");
  }

  private static Instant at(long minutes) {
    return Instant.ofEpochMilli(0).plus(Duration.standardMinutes(minutes));
  }

  private static TimestampedValue<Row> event(long minutes, String key, long version, String text) {
    return TimestampedValue.of(row(key, version, text), at(minutes));
  }

  private static Streams stream() {
    return Streams.of(Versions.SCHEMA);
  }

  @Test
  void everyImprovementIsPassedOnAndNothingElse() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> rows =
        pipeline
            .apply(
                stream()
                    .rows(event(1, "a", 2, "x"))
                    .rows(event(2, "a", 1, "out of order"))
                    .rows(event(2, "a", 2, "x"))
                    .rows(event(2, "b", 7, "other key"))
                    .rows(event(3, "a", 2, "y: tied, and greater"))
                    .rows(event(3, "a", 2, "b: tied, and smaller"))
                    .rows(event(4, "a", 5, "newest"))
                    .watermark(at(20))
                    .rows(event(5, "a", 4, "late"))
                    .rows(event(5, "a", 6, "late, but newer"))
                    .end())
            .apply(dedup().expireAfter(HOUR))
            .rows();
    PAssert.that(rows)
        .containsInAnyOrder(
            row("a", 2, "x"),
            row("b", 7, "other key"),
            row("a", 2, "y: tied, and greater"),
            row("a", 5, "newest"),
            row("a", 6, "late, but newer"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void improvementsKeepTheirTimestamps() {
    Pipeline pipeline = Pipelines.create();
    PCollection<TimestampedValue<Row>> rows =
        pipeline
            .apply(
                stream()
                    .rows(event(9, "b", 1, ""), event(1, "a", 1, ""), event(5, "a", 2, ""))
                    .end())
            .apply(dedup().expireAfter(HOUR))
            .rows()
            .apply(Reify.timestamps());
    PAssert.that(rows)
        .containsInAnyOrder(
            List.of(event(9, "b", 1, ""), event(1, "a", 1, ""), event(5, "a", 2, "")));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aKeyIsForgottenOnceItWasSilentForTheExpiry() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> rows =
        pipeline
            .apply(
                stream()
                    .rows(event(0, "a", 5, "a"), event(0, "b", 5, "b"))
                    .watermark(at(50))
                    .rows(event(50, "b", 4, "older, but keeps the key alive"))
                    .watermark(at(61))
                    .rows(event(61, "a", 1, "forgotten"))
                    .rows(event(61, "b", 1, "remembered"))
                    .end())
            .apply(dedup().expireAfter(HOUR))
            .rows();
    PAssert.that(rows)
        .containsInAnyOrder(row("a", 5, "a"), row("b", 5, "b"), row("a", 1, "forgotten"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void windowsAreToldApart() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> rows =
        pipeline
            .apply(
                stream()
                    .rows(event(10, "a", 5, ""), event(70, "a", 3, ""), event(20, "a", 4, ""))
                    .end())
            .apply(Window.into(FixedWindows.of(HOUR)))
            .apply(dedup().expireAfter(HOUR.multipliedBy(9)))
            .rows();
    PAssert.that(rows)
        .inWindow(new IntervalWindow(at(0), at(60)))
        .containsInAnyOrder(row("a", 5, ""));
    PAssert.that(rows)
        .inWindow(new IntervalWindow(at(60), at(120)))
        .containsInAnyOrder(row("a", 3, ""));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void oncePerWindowPassesOnTheLatestRowOfEachWindow() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> rows =
        pipeline
            .apply(
                stream()
                    .rows(
                        event(59, "a", 2, "tied 1"),
                        event(10, "b", 1, ""),
                        event(10, "a", 2, "tied 2"))
                    .rows(event(30, "a", 1, "older"), event(61, "a", 1, "next window"))
                    .watermark(at(60))
                    .rows(event(5, "a", 9, "too late"))
                    .end())
            .apply(Window.into(FixedWindows.of(HOUR)))
            .apply(dedup().oncePerWindow().withShards(3))
            .rows();
    PAssert.that(rows)
        .inWindow(new IntervalWindow(at(0), at(60)))
        .containsInAnyOrder(row("a", 2, "tied 2"), row("b", 1, ""));
    PAssert.that(rows)
        .inWindow(new IntervalWindow(at(60), at(120)))
        .containsInAnyOrder(row("a", 1, "next window"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void blocksInWindowsStayBlocksInWindows() {
    Pipeline pipeline = Pipelines.create();
    PCollection<RowBlock> blocks =
        pipeline
            .apply(
                stream()
                    .rows(event(10, "a", 1, ""), event(20, "a", 2, ""), event(70, "a", 1, ""))
                    .end())
            .apply(Window.into(FixedWindows.of(HOUR)))
            .apply(EncodeRows.create())
            .blocks();
    DedupLatestByKey.Result<RowBlock> result =
        blocks.apply(DedupLatestByKey.<RowBlock>byKey("key").latestBy("version").oncePerWindow());
    PAssert.that(result.rows().apply(DecodeRows.toRows(Versions.SCHEMA)))
        .containsInAnyOrder(row("a", 2, ""), row("a", 1, ""));
    PAssert.that(result.rejected()).empty();
    pipeline.run().waitUntilFinish();
  }

  @Test
  void manyRowsWithMixedTimestampsPassThroughFullBlocks() {
    List<TimestampedValue<Row>> rows = new ArrayList<>();
    String text = "x".repeat(1000);
    for (int i = 0; i < 300; i++) {
      rows.add(event(i % 60, "k" + i, i, text));
    }
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> latest =
        pipeline
            .apply(stream().rows(rows).end())
            .apply(Window.into(FixedWindows.of(HOUR)))
            .apply(dedup().oncePerWindow().withShards(1))
            .rows();
    PAssert.that(latest)
        .satisfies(
            all -> {
              assertThat(toList(all).size(), equalTo(300));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static <T> List<T> toList(Iterable<T> all) {
    List<T> out = new ArrayList<>();
    all.forEach(out::add);
    return out;
  }

  @Test
  void whatAStreamNeedsIsSaidWhileThePipelineIsBuilt() {
    PCollection<Row> input = Pipelines.create().apply(stream().end());
    assertThat(
        message(input, dedup()),
        equalTo(
            "Unbounded input needs a limit to what is remembered: set expireAfter(how long a key may"
                + " be silent, in event time), or oncePerWindow()."));
    assertThat(
        message(input, dedup().oncePerWindow()),
        equalTo(
            "Unbounded input in the global window never ends: put it into windows (Window.into"
                + "(FixedWindows.of(...))), or set a trigger."));
    PCollection<Row> late =
        input.apply(
            "Late",
            Window.<Row>into(FixedWindows.of(HOUR))
                .withAllowedLateness(HOUR)
                .accumulatingFiredPanes());
    assertThat(
        message(late, dedup().oncePerWindow()),
        containsString("for a replace let PartitionReplaceSink.latestByKey keep the latest rows"));
    PCollection<Row> sessions =
        input.apply("Sessions", Window.into(Sessions.withGapDuration(HOUR)));
    assertThat(
        message(sessions, dedup().oncePerWindow()), containsString("Merging windows (Sessions)"));
    assertThat(
        message(sessions, dedup().expireAfter(HOUR)),
        containsString("cannot be packed into blocks: use fixed or sliding windows."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> dedup().expireAfter(Duration.ZERO))
            .getMessage(),
        equalTo("expireAfter must be positive, but is PT0S"));
  }

  private static String message(PCollection<Row> input, DedupLatestByKey<Row> wrong) {
    return assertThrows(IllegalArgumentException.class, () -> input.apply(wrong)).getMessage();
  }
}
