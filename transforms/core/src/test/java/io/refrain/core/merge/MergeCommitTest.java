package io.refrain.core.merge;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.merge.MergeOrders.stored;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.MergeToken;
import io.refrain.core.RefrainException;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.FaultyMergeTarget;
import io.refrain.core.testing.InMemoryMergeTarget;
import io.refrain.core.testing.Orders;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MergeCommitTest {
  private final InMemoryMergeTarget table =
      InMemoryMergeTarget.create(MergeOrders.TABLE, "order_date");

  @Test
  void aLostAnswerIsSettledByTheToken() throws IOException {
    MergeRun.Prepared prepared =
        MergeRun.into(table, "order_id").prepare(1, orders(1, 3, DAY_1, 1));
    // The second call after it is opened is the commit.
    FaultyMergeTarget faulty = FaultyMergeTarget.failing(table, 2, FaultMode.FAULT_AFTER);
    assertThat(prepared.into(faulty).commit().committed(), is(true));
    assertThat(faulty.metFault(), is(true));
    assertThat(table.commits(), is(1));
    assertThat(Orders.text(table.rows()), equalTo(Orders.text(stored(orders(1, 3, DAY_1, 1)))));
  }

  @Test
  void aCommitThatDidNotTakeEffectIsTriedAgain() throws IOException {
    MergeRun.Prepared prepared =
        MergeRun.into(table, "order_id").prepare(1, orders(1, 3, DAY_1, 1));
    FaultyMergeTarget faulty = FaultyMergeTarget.failing(table, 2, FaultMode.FAULT_BEFORE);
    assertThat(prepared.into(faulty).commit().committed(), is(true));
    assertThat(table.commits(), is(1));
  }

  @Test
  void aTableThatDoesNotAnswerLeavesTheOutcomeUnknown() throws IOException {
    MergeRun.Prepared prepared =
        MergeRun.into(table, "order_id").prepare(1, orders(1, 3, DAY_1, 1));
    FaultyMergeTarget faulty = FaultyMergeTarget.failingFrom(table, 2);
    RefrainException e = assertThrows(RefrainException.class, () -> prepared.into(faulty).commit());
    assertThat(e.kind(), is(RefrainException.Kind.UNKNOWN));
    assertThat(
        e.getMessage(),
        startsWith(
            "Cannot tell whether the merge of test, merge, epoch 1 is in effect in memory:"
                + " simulated fault at read, call "));
    assertThat(e.getMessage().endsWith("the token tells whether it is done."), is(true));
  }

  @Test
  void partsOfAnotherVersionFailTheRun() throws IOException {
    MergeBase base = new MergeBase("7", KeyBounds.ANY, null);
    MergePart other = FileRewrite.planned("8");
    RefrainException e =
        assertThrows(
            RefrainException.class,
            () ->
                new MergeCommit(table.open(), "memory", MergeToken.ofBatch("orders", 1))
                    .commit(base, List.of(FileRewrite.planned("7"), other), 0));
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot merge into memory: the runner repeated a step, which found another version of"
                + " the table than the other steps did. Nothing was changed. Run again."));
  }
}
