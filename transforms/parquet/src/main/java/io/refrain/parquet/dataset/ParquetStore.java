package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Coverage;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import io.refrain.parquet.file.PartitionStager;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open dataset: stages Parquet files and commits them by publishing a manifest. */
final class ParquetStore implements ReplaceStore {
  private static final Logger LOG = LoggerFactory.getLogger(ParquetStore.class);

  private final ParquetDataset dataset;
  private final RowLayout layout;
  private final Storage storage;
  private final ManifestLog log;
  private final ForeignFiles foreign;
  private final Sweeper sweeper;

  ParquetStore(ParquetDataset dataset, RowLayout layout, Storage storage, Sweeper sweeper) {
    this.dataset = dataset;
    this.layout = layout;
    this.storage = storage;
    this.log = new ManifestLog(storage);
    this.foreign = new ForeignFiles(storage, dataset.partitionColumns());
    this.sweeper = sweeper;
  }

  @Override
  public Stager stage(String attempt, Partition partition) {
    if (!partition.columns().equals(dataset.partitionColumns())) {
      throw new IllegalArgumentException(
          "Partition "
              + partition
              + " does not fit "
              + dataset.name()
              + ", which is partitioned by "
              + dataset.partitionColumns()
              + ".");
    }
    return new PartitionStager(
        new StorageStaging(storage, attempt),
        layout,
        dataset.writeOptions(),
        dataset.targetFileBytes(),
        attempt,
        partition);
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    Optional<Manifest> manifest = log.newestSettled();
    manifest.ifPresent(m -> mergedLayout(m, scope));
    // A directory that was never one of ours is somebody else's as a whole.
    List<Storage.Entry> others =
        manifest.isPresent() ? foreign.within(scope, manifest) : foreign.all(manifest);
    return new StoreState(
        Long.toString(manifest.map(Manifest::version).orElse(0L)),
        manifest.map(Manifest::ledger).orElse(List.of()),
        manifest.map(Manifest::partitions).orElse(List.of()).stream()
            .filter(p -> Coverage.covers(scope, p.partition()))
            .map(p -> new StoreState.Stored(p.partition(), p.owner(), p.epoch(), p.rows()))
            .toList(),
        others.stream().map(Storage.Entry::path).sorted().toList());
  }

  private RowLayout mergedLayout(Manifest manifest, ReplaceScope scope) {
    if (!manifest.partitionColumns().equals(dataset.partitionColumns())) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot replace rows in "
              + dataset.name()
              + ": it is partitioned by "
              + manifest.partitionColumns()
              + ", and this run would partition it by "
              + dataset.partitionColumns()
              + ". Nothing was changed. Use the dataset's own partition columns, or write to"
              + " another directory.");
    }
    return scope instanceof ReplaceScope.Everything
        ? layout
        : SchemaRules.merge(dataset.name(), manifest.layout(), layout);
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    long base = Long.parseLong(plan.base());
    if (log.head().version() != base) {
      return CommitAnswer.STATE_CHANGED;
    }
    Optional<Manifest> manifest = base == 0 ? Optional.empty() : Optional.of(log.read(base));
    RowLayout columns =
        manifest.isPresent() ? mergedLayout(manifest.get(), plan.covered()) : layout;
    checkStaged(plan, manifest);
    List<Storage.Entry> takenOver =
        plan.takeOver() ? foreign.within(plan.covered(), manifest) : List.of();
    Manifest next = NextManifest.of(manifest, plan, columns, dataset.partitionColumns(), takenOver);
    if (!log.publish(next)) {
      return CommitAnswer.STATE_CHANGED;
    }
    complete(next);
    return CommitAnswer.DONE;
  }

  /** A manifest must never list what is not there, whatever became of it since it was staged. */
  private void checkStaged(CommitPlan plan, Optional<Manifest> manifest) throws IOException {
    Set<String> inEffect = NextManifest.inEffect(manifest);
    for (Staged staged : plan.staged()) {
      if (inEffect.contains(staged.location())) {
        continue;
      }
      OptionalLong size = storage.size(staged.location());
      if (size.isEmpty() || size.getAsLong() != staged.bytes()) {
        throw new IOException(
            "Cannot commit "
                + plan.receipt().token()
                + " to "
                + dataset.name()
                + ": the staged file "
                + storage.absolute(staged.location())
                + (size.isEmpty()
                    ? " is gone"
                    : " has " + size.getAsLong() + " bytes instead of " + staged.bytes())
                + ". Nothing was changed. Run again; if the run takes longer than the safe age, raise"
                + " that.");
      }
    }
  }

  /** The commit is in effect: nothing may fail it now. */
  private void complete(Manifest committed) {
    try {
      log.settle(committed);
      sweeper.sweep(committed);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Committed version {} of {}; the rest of the work is left to the next run or a repair",
          committed.version(),
          dataset.name(),
          e);
    }
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    for (Staged one : staged) {
      try {
        storage.delete(one.location());
      } catch (IOException | RuntimeException e) {
        LOG.info("Left {} to be swept later: {}", one.location(), e.getMessage());
      }
    }
  }

  @Override
  public void close() {}
}
