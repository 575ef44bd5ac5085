package io.refrain.core.merge;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.MergeStore.MergeAnswer;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a merge once, or says why not. An act whose outcome is unknown is settled by looking for
 * the token; the next act is made from the same base, so at most one of them takes effect.
 */
final class MergeCommit {
  private static final Logger LOG = LoggerFactory.getLogger(MergeCommit.class);
  private static final int MAX_FAILURES = 5;

  private final MergeStore store;
  private final String target;
  private final MergeToken token;
  private final Duration firstDelay;

  /**
   * @param target what messages call the table
   */
  MergeCommit(MergeStore store, String target, MergeToken token) {
    this(store, target, token, Duration.ofMillis(50));
  }

  MergeCommit(MergeStore store, String target, MergeToken token, Duration firstDelay) {
    this.store = store;
    this.target = target;
    this.token = token;
    this.firstDelay = firstDelay;
  }

  /**
   * Commits what was gathered.
   *
   * @param allowedRejections how many rows may have been rejected
   * @return what was done; the first receipt if this run was committed before
   * @throws RefrainException if it is not in effect, or that is not known
   */
  MergeReceipt commit(MergeBase base, Iterable<MergePart> parts, long allowedRejections) {
    if (base.isCommitted()) {
      // Perhaps while this try had begun already: what it staged is in nobody's way, but of no use.
      parts.forEach(part -> discard(part.staged()));
      return base.receipt();
    }
    List<TableFile> removed = new ArrayList<>();
    List<TableFile> deletedFrom = new ArrayList<>();
    List<StagedFile> staged = new ArrayList<>();
    MergePart sum = MergePart.NOTHING;
    boolean sameBase = true;
    for (MergePart part : parts) {
      removed.addAll(part.removed());
      deletedFrom.addAll(part.deletedFrom());
      staged.addAll(part.staged());
      sum = sum.plus(part.withoutFiles());
      sameBase &= part.base().isEmpty() || part.base().equals(base.version());
    }
    if (sum.rejections().count() > allowedRejections) {
      store.discard(staged);
      throw tooManyRejected(sum.rejections(), allowedRejections);
    }
    if (!sameBase) {
      store.discard(staged);
      throw Repeated.otherVersion(target);
    }
    boolean changes = !removed.isEmpty() || !staged.isEmpty();
    MergeReceipt receipt =
        new MergeReceipt(
            token,
            sum.counts().with(Count.REJECTED, sum.rejections().count()),
            sum.work(),
            changes);
    return changes
        ? act(new MergePlan(base.version(), base.bounds(), removed, staged, deletedFrom, receipt))
        : receipt;
  }

  private void discard(List<StagedFile> staged) {
    if (!staged.isEmpty()) {
      store.discard(staged);
    }
  }

  private MergeReceipt act(MergePlan plan) {
    Exception lastFailure = null;
    for (int failures = 0; failures < MAX_FAILURES; failures++) {
      try {
        if (store.commit(plan) == MergeAnswer.DONE) {
          return plan.receipt();
        }
        // By an earlier try of this run, perhaps one that was taken for dead. What it staged may
        // be the same files.
        return stored()
            .receipt()
            .orElseThrow(() -> new IOException("the token was there, and is not any more"));
      } catch (RefrainException e) {
        if (e.kind() != Kind.UNKNOWN) {
          // After an act without an answer they may be in effect: then they are left to repair.
          if (lastFailure == null) {
            store.discard(plan.added());
          }
          throw e;
        }
        lastFailure = withEarlier(e, lastFailure);
      } catch (IOException | RuntimeException e) {
        LOG.warn("The commit to {} gave no answer; looking the token up", target, e);
        lastFailure = withEarlier(e, lastFailure);
      }
      try {
        MergeState state = stored();
        if (state.receipt().isPresent()) {
          return state.receipt().get();
        }
      } catch (FailsafeException | IOException e) {
        Exception cause = e.getCause() instanceof Exception inner ? inner : e;
        throw unknown(withEarlier(cause, lastFailure));
      }
    }
    throw unknown(lastFailure);
  }

  private MergeState stored() throws IOException {
    RetryPolicy<MergeState> policy =
        RetryPolicy.<MergeState>builder()
            .handle(IOException.class)
            .withBackoff(firstDelay, firstDelay.multipliedBy(100))
            .withMaxRetries(MAX_FAILURES)
            .build();
    return Failsafe.with(policy).get(() -> store.read(token));
  }

  private static Exception withEarlier(Exception now, Exception earlier) {
    if (earlier != null && earlier != now) {
      now.addSuppressed(earlier);
    }
    return now;
  }

  private RefrainException unknown(Exception cause) {
    return new RefrainException(
        Kind.UNKNOWN,
        "Cannot tell whether the merge of "
            + token
            + " is in effect in "
            + target
            + ": "
            + cause.getMessage()
            + ". Run it again: the token tells whether it is done.",
        cause);
  }

  private RefrainException tooManyRejected(MergePart.Rejections rejections, long allowed) {
    String message =
        "Cannot merge into "
            + target
            + ": "
            + rejections.count()
            + (rejections.count() == 1 ? " row was rejected, " : " rows were rejected, ")
            + allowed
            + (allowed == 1 ? " is" : " are")
            + " allowed. Nothing was changed. Mend the input, or allow rejected rows and take them"
            + " from the rejected output.";
    return new RefrainException(Kind.REJECTED_ROWS, message, rejections.sample());
  }
}
