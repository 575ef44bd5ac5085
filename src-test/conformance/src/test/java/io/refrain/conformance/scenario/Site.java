package io.refrain.conformance.scenario;

import io.refrain.conformance.subject.Shop;
import io.refrain.core.RejectedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptors;

/** What the sites of both kinds of target share: a fresh target, and how a run came out. */
abstract class Site {
  final Planted planted;
  final Runner runner;

  Site(Planted planted, Runner runner) {
    this.planted = planted;
    this.runner = runner;
  }

  /** What readers see now. */
  abstract List<String> content() throws Exception;

  boolean has(Planted other) {
    return planted == other;
  }

  /** Builds a pipeline of some orders without running it. */
  final void buildOnly(Supplier<PTransform<PCollection<Row>, ? extends POutput>> sink) {
    if (has(Planted.CHECKS_LATE)) {
      return;
    }
    runner
        .pipeline()
        .apply(Create.of(Shop.orders(Shop.DAY_1, 1, 1, 0)).withRowSchema(Shop.SCHEMA))
        .setTypeDescriptor(TypeDescriptors.rows())
        .apply(sink.get());
  }

  /** Something that may fail. */
  @FunctionalInterface
  interface Act {
    void run() throws Exception;
  }

  /** All that was said on why an act failed; it must. */
  static String failure(Act act) {
    try {
      act.run();
    } catch (Exception e) {
      StringBuilder messages = new StringBuilder();
      for (Throwable t = e; t != null; t = t.getCause()) {
        messages.append(t).append('\n');
      }
      return messages.toString();
    }
    throw new AssertionError("it did not fail");
  }

  /** Reads over and over while something happens, and gives the different contents seen. */
  Set<List<String>> seenDuring(Act act) throws Exception {
    Set<List<String>> seen = new LinkedHashSet<>();
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Exception> failed = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!over.get()) {
                  List<String> content = content();
                  synchronized (seen) {
                    seen.add(content);
                  }
                }
              } catch (Exception e) {
                failed.set(e);
              }
            });
    reader.start();
    onHalfDone(
        () -> {
          try {
            List<String> content = content();
            synchronized (seen) {
              seen.add(content);
            }
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    try {
      act.run();
    } finally {
      over.set(true);
      reader.join();
    }
    if (failed.get() != null) {
      throw failed.get();
    }
    seen.add(content());
    return seen;
  }

  /** Has a defect that shows half-done work call back in the middle of it. */
  abstract void onHalfDone(Runnable look);

  /** Rows as they go into the pipeline: with the defects of the steps before the sink. */
  List<Row> prepared(List<Row> rows) {
    List<Row> out = new ArrayList<>(rows);
    if (has(Planted.STAMPS_ROWS)) {
      out.replaceAll(r -> with(r, "product", "at " + System.nanoTime()));
    }
    if (has(Planted.SWALLOWS_BAD_ROWS)) {
      out.removeIf(
          r ->
              r.getValue("updated_at") == null
                  || Integer.valueOf(1000).equals(r.getInt32("quantity")));
    }
    if (has(Planted.MANGLES_VALUES)) {
      out.replaceAll(
          r ->
              r.getString("product") == null
                  ? r
                  : with(r, "product", r.getString("product").replaceAll("[^a-zA-Z]", "_")));
    }
    if (has(Planted.TIES_BY_ARRIVAL)) {
      Map<Long, Row> last = new LinkedHashMap<>();
      out.forEach(r -> last.put(r.getInt64("order_id"), r));
      return new ArrayList<>(last.values());
    }
    return out;
  }

  private static Row with(Row row, String column, Object value) {
    return Row.fromRow(row).withFieldValue(column, value).build();
  }

  /** The codes of rejected rows. */
  static List<RejectedRow.Code> codes(List<RejectedRow> rejected) {
    return rejected.stream().map(RejectedRow::code).distinct().toList();
  }
}
