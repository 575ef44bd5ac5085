package io.refrain.core.replace;

import io.refrain.core.Count;
import io.refrain.core.Receipt;
import io.refrain.core.RefrainException;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.commit.CommitRequest;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.core.store.Staged;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
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
    checkRejections(sum);
    List<Staged> staged = latestPane.values().stream().flatMap(c -> c.staged().stream()).toList();
    RunToken token =
        new RunToken(pipeline, scopes.of(window), epoch + Math.max(0, pane.getIndex()));
    CommitRequest request =
        new CommitRequest(
            target.name(),
            token,
            staged,
            sum.counts().with(Count.REJECTED, sum.rejections()),
            policy);
    try (ReplaceStore store = target.open(layout)) {
      out.output(new CommitProtocol().commit(store, request).receiptOrThrow());
    }
  }

  private void checkRejections(Contribution sum) {
    if (sum.rejections() <= allowedRejections) {
      return;
    }
    String message =
        "Cannot replace "
            + target.name()
            + ": "
            + sum.rejections()
            + (sum.rejections() == 1 ? " row was rejected, " : " rows were rejected, ")
            + allowedRejections
            + (allowedRejections == 1 ? " is" : " are")
            + " allowed. Nothing was changed.";
    throw new RefrainException(RefrainException.Kind.REJECTED_ROWS, message, sum.sample());
  }
}
