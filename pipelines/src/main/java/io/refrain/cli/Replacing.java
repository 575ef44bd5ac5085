package io.refrain.cli;

import io.refrain.iceberg.IcebergTable;
import io.refrain.jdbc.JdbcConnection;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;

/** A command that replaces a scope of a target. */
interface Replacing extends Repeatable {

  /** Where and what it replaces, and how. */
  ReplaceOptions replacing();

  /** What it is to run. */
  ReplaceRun.Job job(Rig rig);

  @Override
  default JdbcConnection database() {
    return replacing().target.database();
  }

  @Override
  default Optional<IcebergTable> lakeTable() {
    return replacing().target.lakeTable();
  }

  @Override
  default boolean replaces() {
    return replacing().scope.isDeclared();
  }

  @Override
  default void build(Pipeline pipeline, Rig rig) throws IOException {
    ReplaceRun.build(pipeline, replacing(), job(rig), rig);
  }
}
