package io.refrain.cli;

import io.refrain.iceberg.IcebergTable;
import io.refrain.jdbc.JdbcConnection;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;

/** A command whose run can be built as often as somebody likes, and be run by him. */
interface Repeatable {

  /** How it is run. */
  RunOptions running();

  /** The database it writes to, if it does. */
  JdbcConnection database();

  /** The Iceberg table it writes to; empty if it writes to none, or to a catalog yet to be made. */
  default Optional<IcebergTable> lakeTable() {
    return Optional.empty();
  }

  /** Whether a run without rows leaves nothing of what it is responsible for. */
  default boolean replaces() {
    return false;
  }

  /**
   * Adds the steps of one run to a pipeline, as the command's own run has them.
   *
   * @param rig what reaches into it
   */
  void build(Pipeline pipeline, Rig rig) throws IOException;
}
