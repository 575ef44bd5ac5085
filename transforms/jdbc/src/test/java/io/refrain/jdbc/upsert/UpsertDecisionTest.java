package io.refrain.jdbc.upsert;

import static io.refrain.jdbc.upsert.Orders.order;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.core.upsert.UpsertDecision.Stored;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

final class UpsertDecisionTest {
  private static final RowLayout LAYOUT = RowLayout.of(Orders.SCHEMA);
  private final RowOrder order = new RowOrder(LAYOUT, List.of("updated_at"));

  private static byte[] bytes(Row row) {
    return new RowConverter(LAYOUT).toBytes(row);
  }

  private UpsertDecision decide(Row incoming, Row stored) {
    return UpsertDecision.of(
        order, bytes(incoming), stored == null ? null : new Stored(bytes(stored), true));
  }

  @Test
  void absentIsInserted() {
    assertThat(decide(order(1, "a", 1, 0), null), is(UpsertDecision.INSERT));
  }

  @Test
  void newerUpdatesAndOlderIsStaleWhateverTheContent() {
    assertThat(decide(order(1, "a", 1, 1), order(1, "b", 1, 0)), is(UpsertDecision.UPDATE));
    assertThat(decide(order(1, "b", 1, 0), order(1, "a", 1, 1)), is(UpsertDecision.STALE));
  }

  @Test
  void theSameRowIsUnchanged() {
    assertThat(decide(order(1, null, 1, 0), order(1, null, 1, 0)), is(UpsertDecision.UNCHANGED));
  }

  @Test
  void ofEqualVersionsOneWinsWhicheverComesFirst() {
    assertThat(decide(order(1, "b", 1, 0), order(1, "a", 1, 0)), is(UpsertDecision.UPDATE_TIED));
    assertThat(decide(order(1, "a", 1, 0), order(1, "b", 1, 0)), is(UpsertDecision.STALE_TIED));
  }

  @Test
  void whatHasNoExactFormLosesATieAndOnlyATie() {
    byte[] stored = bytes(order(1, "z", 9, 0));
    assertThat(
        UpsertDecision.of(order, bytes(order(1, "a", 1, 0)), new Stored(stored, false)),
        is(UpsertDecision.UPDATE_TIED));
    assertThat(
        UpsertDecision.of(order, bytes(order(1, "a", 1, -1)), new Stored(stored, false)),
        is(UpsertDecision.STALE));
  }

  @Property(tries = 1000)
  void theLastWordDoesNotDependOnTheOrder(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 11) Integer> offers) {
    Row forwards = play(offers);
    List<Integer> reversed = new java.util.ArrayList<>(offers);
    java.util.Collections.reverse(reversed);

    assertThat(play(reversed), is(forwards));
    assertThat(play(offers), is(not(order(1, "none", 0, 0))));
  }

  private Row play(List<Integer> offers) {
    Row stored = null;
    for (int offer : offers) {
      Row row = order(1, "p" + offer % 3, 1, offer / 3);
      if (decide(row, stored).writes()) {
        stored = row;
      }
    }
    return stored;
  }
}
