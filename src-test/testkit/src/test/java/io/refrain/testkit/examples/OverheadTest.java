package io.refrain.testkit.examples;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.refrain.jdbc.UpsertJdbcSink;
import io.refrain.testkit.Idempotency;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredContent;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

/**
 * What the kit adds to the runs that it makes, printed: a pipeline without hooks, as often as it
 * likes, against a check of the same pipeline.
 */
class OverheadTest {
  private static final LocalDate DAY = LocalDate.parse(Shop.FIRST_DAY);
  private static final int BARE_RUNS = 5;

  private final Shop shop = new Shop();

  private static List<Row> orders(int count, long version) {
    return LongStream.range(0, count)
        .mapToObj(
            i ->
                Row.withSchema(Shop.ORDER)
                    .addValues(i, "version " + version, 1000 + i, version, DAY)
                    .build())
        .toList();
  }

  private void empty() throws SQLException {
    shop.create("orders", BlindAppend.TABLE + ", order_date DATE, PRIMARY KEY (order_id)");
  }

  private UpsertJdbcSink<Row> upsert() {
    return UpsertJdbcSink.<Row>into(shop.connection())
        .table("orders")
        .byKey("order_id")
        .latestBy("version");
  }

  private long bareRunMs(List<Row> orders) throws SQLException {
    empty();
    long start = System.nanoTime();
    Pipeline pipeline = Pipeline.create();
    pipeline.apply(Create.of(orders).withRowSchema(Shop.ORDER)).apply(upsert());
    pipeline.run().waitUntilFinish();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private IdempotencyReport check(List<Row> orders, List<Row> older) {
    return Idempotency.of(
            run ->
                run.pipeline()
                    .apply(Create.of(run.input(orders, older)).withRowSchema(Shop.ORDER))
                    .apply(run.deliver())
                    .apply(run.faults().beforeWrite())
                    .apply(upsert())
                    .counts()
                    .apply(run.faults().afterWrite()))
        .freshStore(this::empty)
        .storedContent(StoredContent.jdbcTable(shop.dataSource(), "orders"))
        .upserting()
        .without(Scenario.INTERVALS_REORDERED, "the table has no intervals")
        // It waits for the clock to move.
        .without(Scenario.CLOCK_MOVED, "to wait costs no work")
        .check();
  }

  @Test
  void aCheckTakesLittleMoreThanItsRuns() throws SQLException {
    int count = Integer.getInteger("refrain.overhead.rows", 100);
    List<Row> orders = orders(count, 2);
    List<Long> bare = new ArrayList<>();
    // The first ones warm up.
    for (int i = 0; i < 2 * BARE_RUNS; i++) {
      bare.add(bareRunMs(orders));
    }
    double bareMs =
        bare.subList(BARE_RUNS, bare.size()).stream().mapToLong(ms -> ms).average().orElseThrow();

    IdempotencyReport report = check(orders, orders(count, 1));

    assertThat(report.toText(), report.isIdempotent(), is(true));
    double perRunMs = (double) report.effort().time().toMillis() / report.effort().runs();
    System.out.printf(
        Locale.ROOT,
        "overhead: %d rows, a run without the kit %.0f ms, %d runs of a check %.0f ms each: %.1f"
            + " times as long%n",
        count,
        bareMs,
        report.effort().runs(),
        perRunMs,
        perRunMs / bareMs);
    assertThat(perRunMs / bareMs, lessThan(20.0));
  }
}
