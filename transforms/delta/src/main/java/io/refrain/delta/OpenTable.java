package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.StoreState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A table as it is found by a run: looked at anew each time, and refused if it does not fit. */
final class OpenTable {
  /** The state of a place where there is no table. */
  static final String MISSING = "no table";

  private final DeltaTable target;
  private final RowLayout layout;
  private final KernelLog log;
  private final LogFiles entries;

  OpenTable(DeltaTable target, RowLayout layout, LocalFileIo files) {
    this.target = target;
    this.layout = layout;
    this.log = new KernelLog(target.directory(), files);
    this.entries = new LogFiles(target.directory());
  }

  KernelLog log() {
    return log;
  }

  Path directory() {
    return target.directory();
  }

  /**
   * The table as it is now; empty if there is none, and it may be created.
   *
   * @throws RefrainException (refused) if the run's rows do not fit it
   */
  Optional<TableState> now() throws IOException {
    Optional<TableState> found = log.newest();
    if (found.isEmpty() && !target.createsIfMissing()) {
      throw new RefrainException(
          Kind.REFUSED,
          "There is no Delta table at "
              + target.name()
              + ". Nothing was changed. Is the path right? To have it created, call"
              + " createIfMissing().");
    }
    if (found.isEmpty()) {
      VacantPlace.check(target);
    } else {
      TableState table = found.get();
      TableRules.checkPartitions(target, table);
      TableRules.check(target, table, log.unwritable(table));
      SchemaRules.merge(target, table, layout);
    }
    return found;
  }

  /** How partition values are written. */
  PartitionTexts texts(Optional<TableState> table) {
    return PartitionTexts.of(
        target.partitionColumns(),
        table.map(TableState::schema).orElseGet(() -> DeltaTypes.schema(layout)));
  }

  List<LiveFile> files(TableState table, Predicate<Partition> wanted) throws IOException {
    return log.files(table, wanted);
  }

  /** What a version holds of a scope, seen by the protocol. */
  StoreState state(TableState table, Predicate<Partition> covered) throws IOException {
    Ledger ledger = Ledger.of(table);
    List<LiveFile> files = files(table, covered);
    Map<String, String> foreign = new ForeignFiles(ledger, entries).among(files, table.version());
    Map<Partition, Long> ours = new LinkedHashMap<>();
    Map<Partition, Long> theirs = new LinkedHashMap<>();
    for (LiveFile file : files) {
      (foreign.containsKey(file.path()) ? theirs : ours)
          .merge(file.partition(), file.rows(), Long::sum);
    }
    List<StoreState.Stored> stored = new ArrayList<>();
    ours.forEach(
        (partition, rows) ->
            ledger
                .owner(partition)
                .ifPresent(
                    run ->
                        stored.add(
                            new StoreState.Stored(partition, run.pipeline(), run.epoch(), rows))));
    theirs.forEach(
        (partition, rows) ->
            stored.add(new StoreState.Stored(partition, StoreState.Stored.NOBODY, 0, rows)));
    List<String> named = new ArrayList<>();
    foreign.forEach((path, why) -> named.add(path + " (" + why + ")"));
    return new StoreState(table.name(), ledger.entries(), stored, named);
  }
}
