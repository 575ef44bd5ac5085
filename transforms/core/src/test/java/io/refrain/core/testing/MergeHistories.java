package io.refrain.core.testing;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.DAY_3;
import static io.refrain.core.merge.MergeOrders.change;
import static io.refrain.core.merge.MergeOrders.delete;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.stored;

import io.refrain.core.RefrainException;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The part of {@link MergeStoreContract} about histories: random deliveries, some of them twice,
 * some crashed and run again, against a map that does the same.
 */
public abstract class MergeHistories {
  private static final int KEYS = 12;
  private static final List<LocalDate> DAYS = Arrays.asList(DAY_1, DAY_2, DAY_3, null);

  /** A new, empty table of the columns of {@code MergeOrders.TABLE}, by {@code order_date}. */
  protected abstract MergeTarget newTable();

  /** All rows that a reader sees, read in another way than by a {@code MergeStore}. */
  protected abstract List<Row> readAll(MergeTarget table);

  /** Somebody else appends rows, by the format's own means. */
  protected abstract void append(MergeTarget table, List<Row> rows) throws IOException;

  /** How many merges a history has; fewer for a table whose commits take long. */
  protected int merges() {
    return 15;
  }

  protected static MergeRun byId(MergeTarget table) {
    return MergeRun.into(table, "order_id");
  }

  /** By position where the table can do it. */
  protected static MergeRun mode(MergeRun run, MergeTarget table, boolean byPosition) {
    return run.byPosition(byPosition && table.deletesByPosition());
  }

  protected final void assertContent(MergeTarget table, List<Row> expected) {
    assertSame("", Orders.text(readAll(table)), Orders.text(expected));
  }

  private static void assertSame(String where, List<String> actual, List<String> expected) {
    if (!actual.equals(expected)) {
      throw new AssertionError(
          where
              + " the table holds\n  "
              + String.join("\n  ", actual)
              + "\nand not\n  "
              + String.join("\n  ", expected));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aTableHoldsWhatAMapWould(long seed) throws Exception {
    Random random = new Random(seed);
    MergeTarget table = newTable();
    Map<Long, Row> model = new TreeMap<>();
    List<List<Row>> deliveries = new ArrayList<>();
    for (int epoch = 1; epoch <= merges(); epoch++) {
      List<Row> delivery =
          !deliveries.isEmpty() && random.nextInt(4) == 0
              ? deliveries.get(random.nextInt(deliveries.size()))
              : delivery(random);
      deliveries.add(delivery);
      List<Row> shuffled = new ArrayList<>(delivery);
      shuffled.addAll(delivery.subList(0, random.nextInt(delivery.size() + 1)));
      Collections.shuffle(shuffled, random);
      boolean byPosition = random.nextBoolean();
      String where = "seed " + seed + ", epoch " + epoch + (byPosition ? ", by position:" : ":");
      if (random.nextInt(3) == 0) {
        crash(table, epoch, shuffled, byPosition, random);
      }
      mode(byId(table).hardDeletes().maxShardBytes(1 + random.nextInt(400)), table, byPosition)
          .run(epoch, shuffled);
      apply(model, delivery);
      assertSame(where, Orders.text(readAll(table)), Orders.text(expected(model)));
    }
  }

  private static void crash(
      MergeTarget table, int epoch, List<Row> rows, boolean byPosition, Random random)
      throws IOException {
    FaultMode[] modes = FaultMode.values();
    FaultyMergeTarget faulty =
        FaultyMergeTarget.failing(
            table, 1 + random.nextInt(60), modes[random.nextInt(modes.length)]);
    try {
      mode(byId(faulty).hardDeletes(), faulty, byPosition).run(epoch, rows);
    } catch (SimulatedCrash | RefrainException | IOException e) {
      if (!faulty.metFault()) {
        throw e;
      }
    }
  }

  /** Up to eight changes; the content of an upsert is told by its key and version. */
  private static List<Row> delivery(Random random) {
    List<Row> out = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      long id = random.nextInt(KEYS);
      int version = 1 + random.nextInt(30);
      LocalDate day = DAYS.get((int) ((id * 7 + version) % DAYS.size()));
      out.add(random.nextInt(4) == 0 ? delete(id, version) : change(order(id, day, version), "u"));
    }
    return out;
  }

  /** Each key takes its newest change, a delete winning over an upsert, unless it is older. */
  private static void apply(Map<Long, Row> model, List<Row> delivery) {
    Map<Long, Row> newest = new TreeMap<>();
    for (Row row : delivery) {
      newest.merge(
          row.getInt64("order_id"),
          row,
          (a, b) -> {
            int order = version(a).compareTo(version(b));
            return order > 0 || (order == 0 && isDelete(a)) ? a : b;
          });
    }
    newest.forEach(
        (id, row) -> {
          Row held = model.get(id);
          int order = held == null ? 1 : version(row).compareTo(version(held));
          if (isDelete(row)) {
            if (order >= 0) {
              model.remove(id);
            }
          } else if (order > 0) {
            model.put(id, row);
          }
        });
  }

  private static Instant version(Row row) {
    return row.getLogicalTypeValue("updated_at", Instant.class);
  }

  private static boolean isDelete(Row row) {
    return "d".equals(row.getString("op"));
  }

  private static List<Row> expected(Map<Long, Row> model) {
    List<Row> out = new ArrayList<>();
    model.values().forEach(row -> out.add(stored(row)));
    return out;
  }
}
