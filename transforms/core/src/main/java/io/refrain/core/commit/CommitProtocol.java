package io.refrain.core.commit;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.refrain.core.Counts;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceStore.CommitAnswer;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a request to a store: read the state, decide, act; again when somebody else was faster.
 *
 * <p>An act whose outcome is unknown is settled by reading the state and looking the token up,
 * never by trying blindly: the next act is made from the state that was read, so at most one of
 * them takes effect.
 *
 * <table>
 * <caption>How a commit ends</caption>
 * <tr><th>outcome</th><th>changed?</th><th>what the caller may do</th></tr>
 * <tr><td>Committed</td><td>yes</td><td>nothing is left to do</td></tr>
 * <tr><td>AlreadyCommitted</td><td>by an earlier try</td><td>nothing is left to do</td></tr>
 * <tr><td>Superseded</td><td>no</td><td>give up: a newer run is in effect</td></tr>
 * <tr><td>Conflict</td><td>no</td><td>look, then run again</td></tr>
 * <tr><td>Refused</td><td>no</td><td>change the call</td></tr>
 * <tr><td>Unknown</td><td>not known</td><td>try the same run again</td></tr>
 * </table>
 */
public final class CommitProtocol {
  private static final Logger LOG = LoggerFactory.getLogger(CommitProtocol.class);
  private static final int MAX_FAILURES = 5;
  private static final int MAX_RACES = 100;

  private final Duration firstDelay;
  private final Duration longestDelay;

  public CommitProtocol() {
    this(Duration.ofMillis(50), Duration.ofSeconds(5));
  }

  /**
   * @param firstDelay how long to wait before the first retry; doubles with each
   * @param longestDelay how long to wait at the most
   */
  public CommitProtocol(Duration firstDelay, Duration longestDelay) {
    this.firstDelay = firstDelay;
    this.longestDelay = longestDelay;
  }

  /**
   * Whether a run would be turned away as things stand, whatever its rows: worth asking before the
   * work begins. A scope by what is present is turned away only if it is committed already.
   *
   * @param target what messages call the store
   * @param takeOver see {@link CommitPolicy#takeOver}
   */
  public static Optional<CommitOutcome> turnedAway(
      StoreState state, String target, RunToken token, boolean takeOver) {
    boolean known = !(token.scope() instanceof ReplaceScope.Present);
    StoreState relevant =
        known
            ? state
            : new StoreState(state.version(), state.ledger(), state.partitions(), List.of());
    CommitRequest empty =
        new CommitRequest(target, token, List.of(), Counts.NONE, new CommitPolicy(0, takeOver));
    return CommitPlanner.plan(empty, relevant) instanceof CommitPlanner.Decision.Answer answer
        ? Optional.of(answer.outcome())
        : Optional.empty();
  }

  /**
   * Commits, or says why not. Staged rows that will never be committed are discarded.
   *
   * @throws RefrainException if the store refused the rows: nothing was changed
   */
  public CommitOutcome commit(ReplaceStore store, CommitRequest request) {
    Exception lastFailure = null;
    int failures = 0;
    for (int races = 0; races < MAX_RACES; ) {
      StoreState state;
      try {
        state = read(store, request);
      } catch (FailsafeException | IOException e) {
        return unknown(request, withEarlier(causeOf(e), lastFailure));
      }
      CommitPlanner.Decision decision = CommitPlanner.plan(request, state);
      if (decision instanceof CommitPlanner.Decision.Answer answer) {
        if (lastFailure != null) {
          return settledByLookup(answer.outcome());
        }
        // Not so after an act without an answer: it may be in effect, in part already replaced.
        discardIfUseless(store, request, answer.outcome());
        return answer.outcome();
      }
      if (failures == MAX_FAILURES) {
        break;
      }
      CommitPlan plan = ((CommitPlanner.Decision.Act) decision).plan();
      try {
        if (store.commit(plan) == CommitAnswer.DONE) {
          return new CommitOutcome.Committed(plan.receipt());
        }
        races++;
        LOG.info("Somebody else committed to {} meanwhile; planning again", request.target());
      } catch (RefrainException e) {
        if (e.kind() != RefrainException.Kind.UNKNOWN) {
          if (lastFailure == null) {
            store.discard(request.staged());
          }
          throw e;
        }
        failures++;
        lastFailure = withEarlier(e, lastFailure);
      } catch (IOException | RuntimeException e) {
        failures++;
        lastFailure = withEarlier(e, lastFailure);
        LOG.warn("The commit to {} gave no answer; looking the token up", request.target(), e);
      }
    }
    return unknown(request, lastFailure);
  }

  private static void discardIfUseless(
      ReplaceStore store, CommitRequest request, CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Superseded
        || outcome instanceof CommitOutcome.Conflict
        || outcome instanceof CommitOutcome.Refused) {
      store.discard(request.staged());
    }
  }

  /** Found after an act of ours without an answer: it was that act that took effect. */
  private static CommitOutcome settledByLookup(CommitOutcome outcome) {
    return outcome instanceof CommitOutcome.AlreadyCommitted found
        ? new CommitOutcome.Committed(found.receipt())
        : outcome;
  }

  private StoreState read(ReplaceStore store, CommitRequest request) throws IOException {
    RetryPolicy<StoreState> policy =
        RetryPolicy.<StoreState>builder()
            .handle(IOException.class)
            .withBackoff(firstDelay, longestDelay)
            .withMaxRetries(MAX_FAILURES)
            .build();
    return Failsafe.with(policy).get(() -> store.read(CommitPlanner.concrete(request)));
  }

  private static Exception causeOf(Exception e) {
    return e instanceof FailsafeException && e.getCause() instanceof Exception cause ? cause : e;
  }

  private static Exception withEarlier(Exception now, Exception earlier) {
    if (earlier != null && earlier != now) {
      now.addSuppressed(earlier);
    }
    return now;
  }

  private static CommitOutcome unknown(CommitRequest request, Exception cause) {
    return new CommitOutcome.Unknown(
        "Cannot tell whether "
            + request.token()
            + " is in effect in "
            + request.target()
            + (cause == null ? ": too many others commit at once" : ": " + cause.getMessage())
            + ". Run it again: the token tells whether it is done.",
        cause);
  }
}
