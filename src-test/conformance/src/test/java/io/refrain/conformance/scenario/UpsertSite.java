package io.refrain.conformance.scenario;

import io.refrain.conformance.subject.CarelessWriter;
import io.refrain.conformance.subject.Shop;
import io.refrain.conformance.subject.ShopTable;
import io.refrain.conformance.subject.UpsertSubject;
import io.refrain.conformance.subject.Wire;
import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.jdbc.UpsertJdbcSink;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** A fresh table for upserts, and the pipeline that fills it. */
public final class UpsertSite extends Site {
  private final UpsertSubject subject;
  private final ShopTable table;
  private Runnable look = () -> {};

  private UpsertSite(UpsertSubject subject, Planted planted, Runner runner) throws Exception {
    super(planted, runner);
    this.subject = subject;
    this.table = ShopTable.create(subject, planted != Planted.BLIND_APPEND);
  }

  public static UpsertSite of(UpsertSubject subject, Planted planted, Runner runner)
      throws Exception {
    return new UpsertSite(subject, planted, runner);
  }

  /** Another one, as fresh. */
  UpsertSite another() throws Exception {
    return new UpsertSite(subject, planted, runner);
  }

  ShopTable table() {
    return table;
  }

  /** The way to the table, on which answers can be lost. */
  Wire wire() throws SQLException {
    return Wire.to(table.database().url());
  }

  @Override
  List<String> content() throws SQLException {
    return table.rows();
  }

  @Override
  void onHalfDone(Runnable looking) {
    look = looking;
  }

  /** How a pipeline came out. */
  record Outcome(Counts counts, List<RejectedRow> rejected) {
    long get(Count count) {
      return counts.get(count);
    }
  }

  private static final Outcome NOT_TOLD = new Outcome(Counts.NONE, List.of());

  private UpsertJdbcSink<Row> sink() {
    return UpsertJdbcSink.<Row>into(table.database())
        .table("orders")
        .byKey("order_id")
        .latestBy("updated_at")
        .withShards(2);
  }

  /** Upserts rows by a pipeline. */
  Outcome deliver(List<Row> rows) throws Exception {
    return deliver(rows, sink -> sink, false);
  }

  /** As {@link #deliver(List)}, and fails once rows are written. */
  String deliverAndDie(List<Row> rows) {
    return failure(() -> deliver(rows, sink -> sink, true));
  }

  Outcome deliver(List<Row> rows, UnaryOperator<UpsertJdbcSink<Row>> more, boolean die)
      throws Exception {
    List<Row> prepared = prepared(rows);
    CarelessWriter careless = new CarelessWriter(table, look);
    switch (planted) {
      case BLIND_APPEND -> careless.append(prepared);
      case LAST_WRITE_WINS, TIES_BY_ARRIVAL, COMMITS_ROW_BY_ROW -> careless.overwrite(prepared);
      case CAPTURES_BY_ANY_INDEX -> careless.overwriteByProduct(prepared);
      case PASTES_VALUES -> careless.paste(prepared);
      case RETRIES_BLINDLY -> careless.untilItIsAnswered(prepared, 2);
      case RETRIES_FOREVER -> careless.untilItIsAnswered(prepared, 110);
      case KNOWS_NO_BATCHES -> careless.untilItIsAnswered(prepared, 1);
      default -> {
        return byPipeline(prepared, more, die);
      }
    }
    if (die) {
      throw new IllegalStateException("killed on purpose");
    }
    return NOT_TOLD;
  }

  /** Deletes orders, remembering them, by a pipeline. */
  void delete(List<Row> rows) throws SQLException {
    if (has(Planted.FORGETS_DELETES)) {
      for (Row row : rows) {
        table.run("DELETE FROM orders WHERE order_id = " + row.getInt64("order_id"));
      }
    } else {
      Outcome unused = changes(rows, "d");
    }
  }

  /** Upserts orders in the way of {@link #delete}. */
  void upsertBesideDeletes(List<Row> rows) {
    Outcome unused = changes(rows, "u");
  }

  private Outcome changes(List<Row> rows, String kind) {
    List<Row> changes =
        rows.stream()
            .map(r -> Row.withSchema(Shop.CHANGES).addValues(r.getValues()).addValue(kind).build())
            .toList();
    return byPipeline(
        changes,
        Shop.CHANGES,
        sink -> sink.changeKind("op").tombstones(Duration.standardDays(30)),
        false);
  }

  private Outcome byPipeline(List<Row> rows, UnaryOperator<UpsertJdbcSink<Row>> more, boolean die) {
    return byPipeline(rows, Shop.SCHEMA, more, die);
  }

  private Outcome byPipeline(
      List<Row> rows, Schema schema, UnaryOperator<UpsertJdbcSink<Row>> more, boolean die) {
    Pipeline pipeline = runner.pipeline();
    UpsertJdbcSink.Result result =
        pipeline
            .apply(Create.of(rows).withRowSchema(schema))
            .setTypeDescriptor(TypeDescriptors.rows())
            .apply("Upsert", more.apply(sink()));
    Gathered<Counts> counts = new Gathered<>("Counts", result.counts());
    Gathered<RejectedRow> rejected = new Gathered<>("Rejected", result.rejected());
    if (die) {
      result.counts().apply("Die", ParDo.of(new Gathered.FailFn<>()));
    }
    pipeline.run().waitUntilFinish();
    return new Outcome(counts.list().stream().reduce(Counts.NONE, Counts::plus), rejected.list());
  }

  /** Writes the same keys at once, in opposite orders. */
  void deliverAtOnce(List<Row> one, List<Row> two) throws Exception {
    List<Row> reversed = new ArrayList<>(two);
    Collections.reverse(reversed);
    CyclicBarrier afterTheFirst = new CyclicBarrier(2);
    List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> writers = new ArrayList<>();
    for (List<Row> rows : List.of(one, reversed)) {
      writers.add(
          new Thread(
              () -> {
                try {
                  if (has(Planted.UNSORTED)) {
                    new CarelessWriter(table, look).inOneTransaction(rows, afterTheFirst);
                  } else {
                    deliver(rows);
                  }
                } catch (Exception e) {
                  failures.add(e);
                  // Nobody waits for who failed.
                  afterTheFirst.reset();
                }
              }));
    }
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("a writer failed", failures.get(0));
    }
  }

  /** Builds a pipeline without running it. */
  void build(UnaryOperator<UpsertJdbcSink<Row>> sink) {
    buildOnly(() -> sink.apply(sink()));
  }
}
