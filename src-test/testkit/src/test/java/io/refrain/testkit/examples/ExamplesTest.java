package io.refrain.testkit.examples;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.differsIn;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.isIdempotent;
import static io.refrain.testkit.scenario.Scenario.BUNDLE_RETRIED;
import static io.refrain.testkit.scenario.Scenario.CLOCK_MOVED;
import static io.refrain.testkit.scenario.Scenario.CRASH_AFTER_COMMIT;
import static io.refrain.testkit.scenario.Scenario.CRASH_DURING_COMMIT;
import static io.refrain.testkit.scenario.Scenario.INPUT_DELIVERED_TWICE;
import static io.refrain.testkit.scenario.Scenario.INPUT_SHUFFLED;
import static io.refrain.testkit.scenario.Scenario.OLDER_RUN_LAST;
import static io.refrain.testkit.scenario.Scenario.RUN_TWICE;
import static io.refrain.testkit.scenario.Scenario.TWO_RUNS_AT_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.refrain.testkit.Idempotency;
import io.refrain.testkit.PipelineBuilder;
import io.refrain.testkit.http.RecordingServer;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake is caught with the right explanation, and each repaired twin passes. */
final class ExamplesTest {
  private final Shop shop = new Shop();

  private Idempotency onTable(PipelineBuilder builder, String table, String columns) {
    return Idempotency.of(builder)
        .intervals(Shop.FIRST_DAY, Shop.SECOND_DAY)
        .freshStore(() -> shop.create(table, columns))
        .storedContent(StoredContent.jdbcTable(shop.dataSource(), table))
        .faultsPerScenario(2)
        .upserting();
  }

  private static void assertCause(IdempotencyReport report, Scenario scenario, String cause) {
    assertThat(report, differsIn(scenario, startsWith(cause)));
  }

  @Test
  void blindAppend() {
    IdempotencyReport report =
        onTable(run -> BlindAppend.build(run, shop), "orders", BlindAppend.TABLE)
            .only(
                RUN_TWICE,
                INPUT_DELIVERED_TWICE,
                BUNDLE_RETRIED,
                CRASH_DURING_COMMIT,
                CRASH_AFTER_COMMIT,
                TWO_RUNS_AT_ONCE)
            .check();
    assertCause(report, RUN_TWICE, "The run appends the same rows again and nothing removes");
    assertCause(report, INPUT_DELIVERED_TWICE, "Rows that are delivered twice are stored twice");
    assertCause(report, BUNDLE_RETRIED, "What a bundle had written before it failed");
    assertCause(report, CRASH_DURING_COMMIT, "A crash leaves a part of the result, and the run");
    assertCause(report, CRASH_AFTER_COMMIT, "The result was stored, its answer was lost");
    assertCause(report, TWO_RUNS_AT_ONCE, "Two runs of the same interval write side by side");
  }

  @Test
  void aMainPrintsAndWritesTheReport(@TempDir Path directory) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path page = directory.resolve("report.html");
    int exit = CheckOrders.check(new PrintStream(out, true, UTF_8), page.toString());
    assertThat(exit, is(1));
    assertThat(
        out.toString(UTF_8),
        startsWith("NOT IDEMPOTENT: 1 scenario of 16 went wrong.\n  DIFFERENT "));
    assertThat(out.toString(UTF_8), containsString("too many: orders{ORDER_ID=1500, STATUS="));
    assertThat(Files.readString(page), startsWith("<!DOCTYPE html>"));
  }

  @Test
  void blindAppendRepaired() {
    assertThat(
        onTable(
                run -> BlindAppend.buildRepaired(run, shop),
                "orders",
                BlindAppend.TABLE + ", PRIMARY KEY (order_id)")
            .check(),
        isIdempotent());
  }

  @Test
  void insertOfAnAggregate() {
    IdempotencyReport report =
        onTable(run -> AggregateInsert.build(run, shop), "totals", AggregateInsert.TABLE)
            .only(RUN_TWICE, INPUT_DELIVERED_TWICE)
            .check();
    assertCause(report, RUN_TWICE, "The run appends the same rows again");
    assertCause(
        report,
        INPUT_DELIVERED_TWICE,
        "An aggregate counts a repeated delivery again (column TOTAL): keep one row per business"
            + " key before aggregating.");
  }

  @Test
  void insertOfAnAggregateRepaired(@TempDir Path directory) {
    Path totals = directory.resolve("totals");
    IdempotencyReport report =
        Idempotency.of(run -> AggregateInsert.buildRepaired(run, totals))
            .intervals(Shop.FIRST_DAY, Shop.SECOND_DAY)
            .freshStore(() -> delete(totals))
            .storedContent(StoredContent.parquetFiles(totals))
            .faultsPerScenario(2)
            .replacing()
            .check();
    assertThat(report, isIdempotent());
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void nowInTheData() {
    IdempotencyReport report =
        onTable(run -> NowInData.build(run, shop), "orders", NowInData.TABLE)
            .only(RUN_TWICE, CLOCK_MOVED)
            .check();
    for (Scenario scenario : List.of(RUN_TWICE, CLOCK_MOVED)) {
      assertCause(
          report,
          scenario,
          "The column LOADED_AT holds the time of the run: something in the data path reads the"
              + " clock");
    }
  }

  @Test
  void nowInTheDataRepaired() {
    assertThat(
        onTable(run -> NowInData.buildRepaired(run, shop), "orders", NowInData.TABLE).check(),
        isIdempotent());
  }

  @Test
  void autoIncrementKeys() {
    IdempotencyReport report =
        onTable(run -> AutoIncrement.build(run, shop), "orders", AutoIncrement.TABLE)
            .only(RUN_TWICE, INPUT_SHUFFLED)
            .check();
    assertCause(
        report, RUN_TWICE, "The column ID is numbered by the store (auto-increment, identity");
    assertCause(
        report,
        INPUT_SHUFFLED,
        "The column ID numbers the rows in the order of their arrival, which differs from run to"
            + " run");
  }

  @Test
  void autoIncrementKeysRepaired() {
    assertThat(
        onTable(
                run -> AutoIncrement.buildRepaired(run, shop),
                "orders",
                AutoIncrement.REPAIRED_TABLE)
            .check(),
        isIdempotent());
  }

  @Test
  void orderDependentReduce() {
    IdempotencyReport report =
        onTable(run -> OrderDependentReduce.build(run, shop), "orders", OrderDependentReduce.TABLE)
            .only(INPUT_SHUFFLED)
            .check();
    assertCause(
        report,
        INPUT_SHUFFLED,
        "The result depends on the order in which rows arrive (the last or first row wins");
  }

  @Test
  void orderDependentReduceRepaired() {
    assertThat(
        onTable(
                run -> OrderDependentReduce.buildRepaired(run, shop),
                "orders",
                OrderDependentReduce.TABLE)
            .check(),
        isIdempotent());
  }

  private static Idempotency onCarrier(PipelineBuilder builder, RecordingServer carrier) {
    return Idempotency.of(builder)
        .intervals(Shop.FIRST_DAY, Shop.SECOND_DAY)
        .freshStore(carrier::clear)
        .storedContent(carrier.effects())
        .faultsPerScenario(2)
        .upserting();
  }

  @Test
  void sideEffectWithoutAKey() throws Exception {
    try (RecordingServer carrier = RecordingServer.start()) {
      IdempotencyReport report =
          onCarrier(run -> SideEffectWithoutKey.build(run, carrier), carrier)
              .only(RUN_TWICE, BUNDLE_RETRIED, CRASH_AFTER_COMMIT)
              .check();
      assertCause(report, RUN_TWICE, "The calls are made again: nothing tells a repeat");
      assertCause(report, BUNDLE_RETRIED, "The calls are made again: nothing tells a repeat");
      assertCause(report, CRASH_AFTER_COMMIT, "The calls are made again: nothing tells a repeat");
    }
  }

  @Test
  void sideEffectWithoutAKeyRepaired() throws Exception {
    try (RecordingServer carrier = RecordingServer.start()) {
      IdempotencyReport report =
          onCarrier(run -> SideEffectWithoutKey.buildRepaired(run, carrier), carrier)
              .without(OLDER_RUN_LAST, "a call that was made cannot be taken back")
              .check();
      assertThat(report, isIdempotent());
      assertThat(report.exitCode(), is(0));
    }
  }
}
