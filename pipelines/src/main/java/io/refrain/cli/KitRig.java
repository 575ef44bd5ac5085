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
 * @param older what an older run delivers
 */
record KitRig(Run run, OlderDelivery older) implements Rig {
  @Override
  public Delivery delivered(Delivery found) {
    return run.isOlder(older.words())
        ? older.insteadOf(found).through(new RowByRow(older.held(), run.deliver()))
        : found.through(new RowByRow(new RowByRow.All(), run.deliver()));
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
