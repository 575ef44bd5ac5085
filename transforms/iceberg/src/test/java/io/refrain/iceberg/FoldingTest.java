package io.refrain.iceberg;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.store.StoreState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A ledger is kept short without changing who owns what, and is read as it was written. */
class FoldingTest {
  private static final LocalDate START = LocalDate.of(2020, 1, 1);

  private static Ledger.Item item(String pipeline, ReplaceScope scope, long epoch, long rows) {
    RunToken token = new RunToken(pipeline, scope, epoch);
    Receipt receipt = new Receipt(token, Counts.of(Count.WRITTEN, rows), 1, ContentChecksum.EMPTY);
    return new Ledger.Item(epoch, rows, new StoreState.Entry(token, scope, receipt));
  }

  private static ReplaceScope days(int from, int to) {
    return ReplaceScope.interval(
        "d",
        new DataInterval(
            START.plusDays(from).atStartOfDay(),
            START.plusDays(to).atStartOfDay(),
            java.time.ZoneOffset.UTC));
  }

  private static Partition day(int i) {
    return Partition.of("d", START.plusDays(i).toString());
  }

  /** The owner of a day, as its last run; with the epoch that orders runs after it. */
  private static String ownerOf(List<Ledger.Item> items, int day) {
    String owner = "nobody";
    for (Ledger.Item item : items) {
      if (item.entry().covered().covers(day(day))) {
        owner = item.entry().token().pipeline();
      }
    }
    return owner;
  }

  @Test
  void aLedgerIsReadAsItWasWritten() {
    Ledger ledger =
        new Ledger(
            7,
            List.of(
                item("a", days(0, 1), 1, 5),
                item("b", ReplaceScope.partitions(List.of(day(4))), 2, Ledger.UNKNOWN),
                item("c", ReplaceScope.everything(), 3, 0)));
    assertThat(Ledger.read(ledger.write()), equalTo(ledger));
  }

  @Test
  void runsThatFollowOneAnotherAreKeptAsOne() {
    List<Ledger.Item> items = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      items.add(item("orders", days(i, i + 1), 1 + i, 10));
    }
    List<Ledger.Item> folded = Folding.fold(items);
    assertThat(folded, hasSize(Folding.MAX_RUNS));
    assertThat(folded.get(0).entry().covered(), equalTo(days(0, 745)));
    assertThat(folded.get(0).entry().token().epoch(), equalTo(745L));
    assertThat(folded.get(0).rows(), equalTo(7450L));
    assertThat(folded.subList(1, folded.size()), equalTo(items.subList(745, items.size())));
  }

  @Test
  void aShortLedgerStaysAsItIs() {
    List<Ledger.Item> items = new ArrayList<>();
    for (int i = 0; i < Folding.MAX_RUNS; i++) {
      items.add(item("orders", days(i, i + 1), 1 + i, 10));
    }
    assertThat(Folding.fold(items), equalTo(items));
  }

  @RepeatedTest(30)
  void foldingChangesNoOwner(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Ledger.Item> items = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int from = random.nextInt(300);
      ReplaceScope scope =
          random.nextBoolean()
              ? days(from, from + 1 + random.nextInt(3))
              : ReplaceScope.partitions(List.of(day(from), day(from + random.nextInt(5))));
      items.add(item(random.nextInt(4) == 0 ? "returns" : "orders", scope, 1 + i, 10));
    }
    List<Ledger.Item> folded = Folding.fold(items);
    assertThat(folded.size(), lessThanOrEqualTo(items.size()));
    for (int day = 0; day < 310; day++) {
      assertThat("day " + day, ownerOf(folded, day), equalTo(ownerOf(items, day)));
    }
    long rows = folded.stream().mapToLong(Ledger.Item::rows).sum();
    assertThat(rows, equalTo(4000L));
  }
}
