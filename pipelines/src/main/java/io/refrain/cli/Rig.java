package io.refrain.cli;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.pipelines.input.Delivery;

/**
 * What reaches into the run of a command from outside: into what it reads and what it writes to.
 */
interface Rig {
  /** Nothing does. */
  Rig NONE = new Rig() {};

  default Delivery delivered(Delivery found) {
    return found;
  }

  default ReplaceTarget into(ReplaceTarget target) {
    return target;
  }

  default MergeTarget into(MergeTarget target) {
    return target;
  }

  default JdbcConnection into(JdbcConnection connection) {
    return connection;
  }
}
