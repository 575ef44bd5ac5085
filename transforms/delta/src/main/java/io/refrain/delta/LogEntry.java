package io.refrain.delta;

import io.delta.kernel.types.StructType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of the log, as a commit of ours makes it.
 *
 * @param transaction who commits, if runs of its kind come in an order
 * @param added the new data files
 * @param removed the data files that go
 * @param domains the domains of metadata that are set
 * @param gone the domains of metadata that are removed
 * @param columns the new schema; empty if it stays
 */
record LogEntry(
    Optional<Transaction> transaction,
    List<Added> added,
    List<LiveFile> removed,
    Map<String, String> domains,
    Set<String> gone,
    Optional<StructType> columns) {

  /** An entry that makes a table, and puts nothing into it. */
  static final LogEntry NOTHING =
      new LogEntry(Optional.empty(), List.of(), List.of(), Map.of(), Set.of(), Optional.empty());

  /** The application and its version that the log remembers. */
  record Transaction(String application, long version) {}

  /**
   * A new data file.
   *
   * @param path relative to the table, percent-encoded
   * @param values of the partition columns, as the log has them
   * @param bytes its length
   * @param modifiedMs when it was written
   * @param statistics JSON
   */
  record Added(
      String path, Map<String, String> values, long bytes, long modifiedMs, String statistics) {}
}
