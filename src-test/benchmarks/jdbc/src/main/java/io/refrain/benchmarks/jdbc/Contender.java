package io.refrain.benchmarks.jdbc;

import java.util.Set;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/** Somebody who writes orders into a table, as the end of a pipeline. */
interface Contender {
  /** As on the command line. */
  String name();

  default boolean canUse(Database database) {
    return true;
  }

  /** What it can do. */
  Set<Phase> phases();

  /** Puts its writing behind the orders. */
  void write(PCollection<Row> orders, Phase phase, Server server);
}
