package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.store.Coverage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what somebody else put where readers of the plain directories would take it for data: every
 * file whose path has no name with a leading underscore or dot, and which the manifest does not
 * list.
 */
final class ForeignFiles {
  private final Storage storage;
  private final List<String> partitionColumns;

  ForeignFiles(Storage storage, List<String> partitionColumns) {
    this.storage = storage;
    this.partitionColumns = partitionColumns;
  }

  /**
   * The foreign files a scope covers: those in its partitions, and, for a scope of everything,
   * those in no partition at all.
   */
  List<Storage.Entry> within(ReplaceScope scope, Optional<Manifest> manifest) throws IOException {
    List<Storage.Entry> covered = new ArrayList<>();
    for (Storage.Entry file : all(manifest)) {
      Optional<Partition> partition = partitionOf(file.path());
      boolean in =
          partition.isPresent()
              ? Coverage.covers(scope, partition.get())
              : scope instanceof ReplaceScope.Everything;
      if (in) {
        covered.add(file);
      }
    }
    return covered;
  }

  /** Every foreign file. */
  List<Storage.Entry> all(Optional<Manifest> manifest) throws IOException {
    Set<String> listed = new HashSet<>();
    manifest.ifPresent(
        m -> m.partitions().forEach(p -> p.files().forEach(f -> listed.add(f.path()))));
    return storage.list("").stream()
        .filter(file -> !Layout.isHidden(file.path()) && !listed.contains(file.path()))
        .toList();
  }

  private Optional<Partition> partitionOf(String path) {
    int end = path.lastIndexOf('/');
    String directory = end < 0 ? "" : path.substring(0, end);
    try {
      Partition partition = Partition.parse(directory);
      return partition.columns().equals(partitionColumns)
          ? Optional.of(partition)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
