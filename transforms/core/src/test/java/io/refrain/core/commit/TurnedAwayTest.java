package io.refrain.core.commit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;

import io.refrain.core.Counts;
import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.store.StoreState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnedAwayTest {
  private static final ReplaceScope DAY =
      ReplaceScope.interval("order_date", DataInterval.parse("2024-03-15"));
  private static final Partition PARTITION = Partition.of("order_date", "2024-03-15");
  private static final StoreState EMPTY = new StoreState("0", List.of(), List.of(), List.of());

  private static Optional<CommitOutcome> ask(StoreState state, ReplaceScope scope) {
    return CommitProtocol.turnedAway(state, "orders", new RunToken("shop", scope, 5), false);
  }

  private static StoreState owned(String owner, long epoch) {
    return new StoreState(
        "1", List.of(), List.of(new StoreState.Stored(PARTITION, owner, epoch, 10)), List.of());
  }

  private static StoreState foreign() {
    return new StoreState("1", List.of(), List.of(), List.of("order_date=2024-03-15/other"));
  }

  @Test
  void nothingIsInTheWayOfARunIntoAnEmptyTarget() {
    assertThat(ask(EMPTY, DAY), equalTo(Optional.empty()));
  }

  @Test
  void ownOlderRowsAreNotInTheWay() {
    assertThat(ask(owned("shop", 4), DAY), equalTo(Optional.empty()));
  }

  @Test
  void aNewerRunSupersedesBeforeAnyWork() {
    assertThat(ask(owned("shop", 6), DAY).get(), instanceOf(CommitOutcome.Superseded.class));
  }

  @Test
  void anotherOwnerRefusesBeforeAnyWork() {
    assertThat(ask(owned("else", 4), DAY).get(), instanceOf(CommitOutcome.Refused.class));
  }

  @Test
  void foreignContentIsAConflictBeforeAnyWork() {
    assertThat(ask(foreign(), DAY).get(), instanceOf(CommitOutcome.Conflict.class));
  }

  @Test
  void whatIsPresentIsNotKnownBeforeTheWork() {
    assertThat(ask(foreign(), ReplaceScope.present()), equalTo(Optional.empty()));
    assertThat(ask(owned("else", 6), ReplaceScope.present()), equalTo(Optional.empty()));
  }

  @Test
  void theSameRunIsAnsweredWithItsReceipt() {
    RunToken token = new RunToken("shop", DAY, 5);
    Receipt receipt = new Receipt(token, Counts.NONE, 1, ContentChecksum.EMPTY);
    StoreState state =
        new StoreState(
            "1", List.of(new StoreState.Entry(token, DAY, receipt)), List.of(), List.of());
    assertThat(ask(state, DAY), equalTo(Optional.of(new CommitOutcome.AlreadyCommitted(receipt))));
  }
}
