package io.refrain.cli;

import io.refrain.cli.verify.FaultyConnections;
import io.refrain.cli.verify.FaultyMergeTarget;
import io.refrain.cli.verify.FaultyReplaceTarget;
import io.refrain.cli.verify.RowByRow;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.pipelines.input.Delivery;
import io.refrain.testkit.Run;

/**
 * The test kit's hooks in one run of a command.
 *
 * @param run the kit's
 * @param replaces whether the kit may take a part of the rows for an older delivery
 */
record KitRig(Run run, boolean replaces) implements Rig {
  @Override
  public Delivery delivered(Delivery found) {
    // Nobody knows what an older delivery held: for one, a part of the rows is not there yet.
    boolean isPart = !replaces && run.isOlder();
    return found.through(new RowByRow(isPart, run.deliver()));
  }

  @Override
  public ReplaceTarget into(ReplaceTarget target) {
    return new FaultyReplaceTarget(target, run.faults());
  }

  @Override
  public MergeTarget into(MergeTarget target) {
    return new FaultyMergeTarget(target, run.faults());
  }

  @Override
  public JdbcConnection into(JdbcConnection connection) {
    return connection.through(new FaultyConnections(run.faults().run()));
  }
}
