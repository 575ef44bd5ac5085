package io.refrain.core.replace;

import io.refrain.core.Count;
import io.refrain.core.CountMetrics;
import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.commit.CommitRequest;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;

/**
 * Commits what a run gathered, in one step, or fails and changes nothing.
 *
 * <p>It may be tried as often as the runner likes: the token tells whether it is done.
 */
final class CommitScope extends DoFn<KV<String, Iterable<Contribution>>, Receipt> {
  private static final long serialVersionUID = 1L;

  private final RowLayout layout;
  private final ReplaceTarget target;
  private final ScopeOfWindow scopes;
  private final String pipeline;
  private final long epoch;
  private final CommitPolicy policy;
  private final long allowedRejections;

  CommitScope(
      RowLayout layout,
      ReplaceTarget target,
      ScopeOfWindow scopes,
      String pipeline,
      long epoch,
      CommitPolicy policy,
      long allowedRejections) {
    this.layout = layout;
    this.target = target;
    this.scopes = scopes;
    this.pipeline = pipeline;
    this.epoch = epoch;
    this.policy = policy;
    this.allowedRejections = allowedRejections;
  }

  @ProcessElement
  public void commit(
      @Element KV<String, Iterable<Contribution>> gathered,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<Receipt> out) {
    Contribution sum = Contribution.NOTHING;
    Map<String, Contribution> latestPane = new HashMap<>();
    for (Contribution contribution : gathered.getValue()) {
      if (contribution.group().isEmpty()) {
        sum = sum.plus(contribution);
      } else {
        latestPane.merge(
            contribution.group(), contribution, (a, b) -> a.pane() >= b.pane() ? a : b);
      }
    }
    for (Contribution contribution : latestPane.values()) {
      sum = sum.plus(contribution);
    }
    List<Staged> staged = latestPane.values().stream().flatMap(c -> c.staged().stream()).toList();
    boolean oneOfMany = !(window instanceof GlobalWindow) || !(pane.isFirst() && pane.isLast());
    // What an earlier pane staged may be in effect.
    checkRejections(sum, oneOfMany ? List.of() : staged);
    RunToken token =
        new RunToken(pipeline, scopeOf(window, staged), epoch + Math.max(0, pane.getIndex()));
    CommitRequest request =
        new CommitRequest(
            target.name(),
            token,
            staged,
            sum.counts().with(Count.REJECTED, sum.rejections()),
            policy);
    try (ReplaceStore store = target.open(layout)) {
      CommitOutcome outcome = new CommitProtocol().commit(store, request);
      if (oneOfMany && outcome instanceof CommitOutcome.AlreadyCommitted already) {
        checkSameRows(request, already.receipt());
      }
      Receipt receipt = outcome.receiptOrThrow();
      CountMetrics.add(receipt.counts());
      out.output(receipt);
    }
  }

  /** Every window is a run of its own, so what is present must name the window's partitions. */
  private ReplaceScope scopeOf(BoundedWindow window, List<Staged> staged) {
    ReplaceScope scope = scopes.of(window);
    return scope instanceof ReplaceScope.Present && !(window instanceof GlobalWindow)
        ? ReplaceScope.partitions(staged.stream().map(Staged::partition).distinct().toList())
        : scope;
  }

  /** A pane of a window must not be taken for another one, or its rows would be lost. */
  private static void checkSameRows(CommitRequest request, Receipt committed) {
    ContentChecksum checksum = ContentChecksum.EMPTY;
    for (Staged staged : request.staged()) {
      checksum = checksum.plus(staged.checksum());
    }
    if (!checksum.equals(committed.checksum())) {
      throw new RefrainException(
          RefrainException.Kind.CONFLICT,
          "Cannot replace "
              + request.token().scope()
              + " in "
              + request.target()
              + ": this run (epoch "
              + request.token().epoch()
              + ") committed other rows there already. Either two windows have rows for the same"
              + " partitions, or the runner repeated a pane with other rows. Nothing was changed."
              + " Let windows bound the partition column (scopeOfWindow), or run again under a new"
              + " epoch.");
    }
  }

  private void checkRejections(Contribution sum, List<Staged> staged) {
    if (sum.rejections() <= allowedRejections) {
      return;
    }
    try (ReplaceStore store = target.open(layout)) {
      store.discard(staged);
    }
    String message =
        "Cannot replace "
            + target.name()
            + ": "
            + sum.rejections()
            + (sum.rejections() == 1 ? " row was rejected, " : " rows were rejected, ")
            + allowedRejections
            + (allowedRejections == 1 ? " is" : " are")
            + " allowed. Nothing was changed. Mend the input, or allow rejected rows and take them"
            + " from the rejected output.";
    throw new RefrainException(RefrainException.Kind.REJECTED_ROWS, message, sum.sample());
  }
}
