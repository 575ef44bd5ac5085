package io.refrain.core.commit;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.day;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Counts;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop around a store that fails or never settles, and messages of decisions. */
class CommitProtocolTest {
  private static final Staged STAGED =
      new Staged(
          "attempt", Partition.of("order_date", "2024-03-15"), "x", 3, 0, ContentChecksum.EMPTY);

  /** A store that answers from a script. */
  private static final class ScriptedStore implements ReplaceStore {
    private final List<Object> commits;
    private StoreState state = new StoreState("0", List.of(), List.of(), List.of());
    private int reads;
    private int failingReads;
    private int committed;
    private final List<Staged> discarded = new ArrayList<>();

    private ScriptedStore(Object... commits) {
      this.commits = List.of(commits);
    }

    @Override
    public StoreState read(ReplaceScope scope) throws IOException {
      reads++;
      if (failingReads > 0) {
        failingReads--;
        throw new IOException("no answer to read " + reads);
      }
      return state;
    }

    @Override
    public CommitAnswer commit(CommitPlan plan) throws IOException {
      Object next = commits.get(Math.min(committed++, commits.size() - 1));
      if (next instanceof IOException e) {
        throw e;
      } else if (next instanceof RefrainException e) {
        throw e;
      }
      return (CommitAnswer) next;
    }

    @Override
    public void discard(Iterable<Staged> staged) {
      staged.forEach(discarded::add);
    }

    @Override
    public Stager stage(String attempt, Partition partition) {
      throw new AssertionError("nothing is staged here");
    }

    @Override
    public void close() {}
  }

  private static CommitRequest request(CommitPolicy policy) {
    return new CommitRequest(
        "memory", new RunToken("orders", day(DAY_1), 5), List.of(STAGED), Counts.NONE, policy);
  }

  private static CommitOutcome commit(ReplaceStore store) {
    return new CommitProtocol(Duration.ofMillis(1), Duration.ofMillis(2))
        .commit(store, request(CommitPolicy.DEFAULT));
  }

  @Test
  void aReadThatFailsNowAndThenIsTriedAgain() {
    ScriptedStore store = new ScriptedStore(ReplaceStore.CommitAnswer.DONE);
    store.failingReads = 5;
    assertThat(commit(store), instanceOf(CommitOutcome.Committed.class));
    assertThat(store.reads, equalTo(6));
  }

  @Test
  void aStoreThatNeverAnswersAReadIsUnknown() {
    ScriptedStore store = new ScriptedStore(ReplaceStore.CommitAnswer.DONE);
    store.failingReads = 100;
    CommitOutcome outcome = commit(store);
    RefrainException e = assertThrows(RefrainException.class, outcome::receiptOrThrow);
    assertThat(e.kind(), equalTo(RefrainException.Kind.UNKNOWN));
    assertThat(
        e.getMessage(),
        equalTo(
            "Cannot tell whether orders, order_date in 2024-03-15/2024-03-16, epoch 5 is in effect"
                + " in memory: no answer to read 6. Run it again: the token tells whether it is"
                + " done."));
    assertThat(store.committed, equalTo(0));
    assertThat(store.discarded, equalTo(List.of()));
  }

  @Test
  void anActThatNeverAnswersIsLookedUpEachTimeAndThenUnknown() {
    ScriptedStore store = new ScriptedStore(new IOException("lost"));
    CommitOutcome outcome = commit(store);
    assertThat(outcome, instanceOf(CommitOutcome.Unknown.class));
    assertThat(((CommitOutcome.Unknown) outcome).message(), containsString(": lost. Run it again"));
    assertThat(store.committed, equalTo(5));
    assertThat(store.reads, equalTo(6));
    assertThat(store.discarded, equalTo(List.of()));
  }

  @Test
  void aRefusalOfTheStoreIsPassedOnAndNothingIsTriedAgain() {
    RefrainException refusal =
        new RefrainException(RefrainException.Kind.REFUSED, "the table says no");
    ScriptedStore store = new ScriptedStore(refusal);
    assertThat(assertThrows(RefrainException.class, () -> commit(store)), equalTo(refusal));
    assertThat(store.committed, equalTo(1));
    assertThat(store.discarded, equalTo(List.of(STAGED)));

    ScriptedStore lost = new ScriptedStore(new IOException("lost"), refusal);
    assertThat(assertThrows(RefrainException.class, () -> commit(lost)), equalTo(refusal));
    assertThat(lost.discarded, equalTo(List.of()));
  }

  @Test
  void aRaceThatNeverEndsIsUnknown() {
    ScriptedStore store = new ScriptedStore(ReplaceStore.CommitAnswer.STATE_CHANGED);
    CommitOutcome outcome = commit(store);
    assertThat(
        ((CommitOutcome.Unknown) outcome).message(),
        containsString("in memory: too many others commit at once. Run it again"));
    assertThat(store.committed, equalTo(100));
  }

  @Test
  void whatWillNeverBeCommittedIsDiscarded() {
    ScriptedStore store = new ScriptedStore(ReplaceStore.CommitAnswer.DONE);
    store.state =
        new StoreState("0", List.of(), List.of(), List.of("a", "b", "c", "d", "e", "f", "g"));
    CommitOutcome outcome = commit(store);
    assertThat(
        ((CommitOutcome.Conflict) outcome).message(),
        equalTo(
            "Cannot replace order_date in 2024-03-15/2024-03-16 in memory: somebody else wrote"
                + " there: a, b, c, d, e and 2 more. Nothing was changed. Remove it, or take"
                + " ownership over explicitly, and run again."));
    assertThat(store.discarded, equalTo(List.of(STAGED)));
    assertThat(
        assertThrows(RefrainException.class, outcome::receiptOrThrow).kind(),
        equalTo(RefrainException.Kind.CONFLICT));
  }

  @Test
  void whatMayBeInEffectIsNotDiscarded() {
    ScriptedStore store = new ScriptedStore();
    ReplaceStore losing =
        new ReplaceStore() {
          @Override
          public StoreState read(ReplaceScope scope) throws IOException {
            return store.read(scope);
          }

          @Override
          public CommitAnswer commit(CommitPlan plan) throws IOException {
            // It took effect, the answer was lost, and then somebody newer replaced a part of it.
            StoreState.Stored newer = new StoreState.Stored(STAGED.partition(), "orders", 6, 1);
            store.state = new StoreState("2", List.of(), List.of(newer), List.of());
            throw new IOException("lost");
          }

          @Override
          public void discard(Iterable<Staged> staged) {
            store.discard(staged);
          }

          @Override
          public Stager stage(String attempt, Partition partition) {
            return store.stage(attempt, partition);
          }

          @Override
          public void close() {}
        };
    assertThat(commit(losing), instanceOf(CommitOutcome.Superseded.class));
    assertThat(store.discarded, equalTo(List.of()));
  }

  @Test
  void rowsStagedOutsideOfTheScopeAreAnErrorOfTheCaller() {
    Staged outside =
        new Staged("a", Partition.of("order_date", "2025-01-01"), "x", 1, 0, ContentChecksum.EMPTY);
    CommitRequest request =
        new CommitRequest(
            "memory",
            new RunToken("orders", day(DAY_1), 5),
            List.of(outside),
            Counts.NONE,
            CommitPolicy.DEFAULT);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> new CommitProtocol().commit(new ScriptedStore(), request));
    assertThat(
        e.getMessage(),
        equalTo(
            "Rows were staged for order_date=2025-01-01, outside of the scope order_date in"
                + " 2024-03-15/2024-03-16"));
  }
}
