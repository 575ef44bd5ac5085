package io.refrain.core.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;

import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.store.ReplaceTarget;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Assumptions;

/** What a store's test gives to {@link ReplaceStoreContract}, and short words for its scenarios. */
public abstract class StoreContractSupport {

  /** A fresh, empty target for {@link Orders}, partitioned by {@link Orders#DATE}. */
  protected abstract ReplaceTarget newTarget();

  /** Every row that a reader sees now. */
  protected abstract List<Row> readAll(ReplaceTarget target);

  /**
   * Somebody else writes into a partition without the protocol. Leave it out for a store in which
   * that cannot be told from our own writes: its scenarios are skipped.
   */
  protected void plantForeign(ReplaceTarget target, Partition partition) throws Exception {
    Assumptions.abort("this store cannot hold foreign content");
  }

  /**
   * Has every commit of this target from now on call back at each step between which another
   * process could look. Leave it out for a store whose commit has one step only.
   */
  protected void duringCommits(ReplaceTarget target, Runnable look) {}

  static StoreRun run(ReplaceTarget target, ReplaceScope scope, long epoch) {
    return StoreRun.of(target, scope, epoch);
  }

  void assertContent(ReplaceTarget target, List<Row> expected) {
    assertThat(Orders.text(readAll(target)), equalTo(Orders.text(expected)));
  }

  static Receipt committed(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
    return ((CommitOutcome.Committed) outcome).receipt();
  }

  static Receipt alreadyCommitted(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.AlreadyCommitted.class));
    return ((CommitOutcome.AlreadyCommitted) outcome).receipt();
  }

  static String superseded(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Superseded.class));
    return ((CommitOutcome.Superseded) outcome).message();
  }

  static String refused(CommitOutcome outcome) {
    assertThat(outcome, instanceOf(CommitOutcome.Refused.class));
    return ((CommitOutcome.Refused) outcome).message();
  }
}
