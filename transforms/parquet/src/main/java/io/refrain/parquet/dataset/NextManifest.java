package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.RunToken;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Staged;
import io.refrain.parquet.dataset.Manifest.Content;
import io.refrain.parquet.dataset.Manifest.DataFile;
import io.refrain.parquet.dataset.Manifest.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the manifest that carries a plan out: a pure function. */
final class NextManifest {
  private final Optional<Manifest> base;
  private final CommitPlan plan;
  private final long version;

  private NextManifest(Optional<Manifest> base, CommitPlan plan) {
    this.base = base;
    this.plan = plan;
    this.version = base.map(Manifest::version).orElse(0L) + 1;
  }

  /**
   * @param foreign the files of others that the plan takes out of the way
   */
  static Manifest of(
      Optional<Manifest> base,
      CommitPlan plan,
      RowLayout layout,
      List<String> partitionColumns,
      List<Storage.Entry> foreign) {
    NextManifest next = new NextManifest(base, plan);
    return new Manifest(
        next.version,
        layout,
        partitionColumns,
        next.partitions(),
        plan.ledgerAfter(base.map(Manifest::ledger).orElse(List.of())),
        next.moves(foreign));
  }

  private List<Content> stored() {
    return base.map(Manifest::partitions).orElse(List.of());
  }

  /** What is staged replaces what its partition held, also if the plan forgot to say so. */
  private boolean isReplaced(Partition partition) {
    return plan.removed().contains(partition)
        || plan.staged().stream().anyMatch(staged -> staged.partition().equals(partition));
  }

  /** Where the live files were staged: one that is listed again stays where it is. */
  static Set<String> inEffect(Optional<Manifest> base) {
    return base.map(Manifest::partitions).orElse(List.of()).stream()
        .flatMap(content -> content.files().stream())
        .map(DataFile::staged)
        .collect(Collectors.toSet());
  }

  private Set<String> kept() {
    Set<String> kept = inEffect(base);
    kept.retainAll(plan.staged().stream().map(Staged::location).collect(Collectors.toSet()));
    return kept;
  }

  private List<Content> partitions() {
    RunToken token = plan.receipt().token();
    TreeMap<Partition, Content> contents = new TreeMap<>();
    for (Content content : stored()) {
      if (!isReplaced(content.partition())) {
        contents.put(content.partition(), content);
      }
    }
    staged()
        .forEach(
            (partition, files) ->
                contents.put(
                    partition, new Content(partition, token.pipeline(), token.epoch(), files)));
    return List.copyOf(contents.values());
  }

  private Map<Partition, List<DataFile>> staged() {
    Map<Partition, List<DataFile>> files = new TreeMap<>();
    for (Staged staged : plan.staged()) {
      files
          .computeIfAbsent(staged.partition(), p -> new ArrayList<>())
          .add(
              new DataFile(
                  Layout.published(staged.partition(), staged.location()),
                  staged.location(),
                  staged.rows(),
                  staged.bytes(),
                  staged.checksum().toString()));
    }
    return files;
  }

  /** Partition by partition, the old files out and then the new ones in. */
  private List<Move> moves(List<Storage.Entry> foreign) {
    Map<String, List<Move>> byPartition = new TreeMap<>();
    Set<String> kept = kept();
    for (Storage.Entry file : foreign) {
      into(byPartition, file.path()).add(retire(file.path(), file.bytes()));
    }
    for (Content content : stored()) {
      if (isReplaced(content.partition())) {
        content.files().stream()
            .filter(f -> !kept.contains(f.staged()))
            .forEach(f -> into(byPartition, f.path()).add(retire(f.path(), f.bytes())));
      }
    }
    for (List<DataFile> files : staged().values()) {
      for (DataFile file : files) {
        if (!kept.contains(file.staged())) {
          into(byPartition, file.path())
              .add(new Move(Move.Kind.PUBLISH, file.staged(), file.path(), file.bytes()));
        }
      }
    }
    List<Move> moves = new ArrayList<>();
    byPartition.values().forEach(moves::addAll);
    return moves;
  }

  private static List<Move> into(Map<String, List<Move>> byPartition, String path) {
    int end = path.lastIndexOf('/');
    String directory = end < 0 ? "" : path.substring(0, end);
    return byPartition.computeIfAbsent(directory, d -> new ArrayList<>());
  }

  private Move retire(String path, long bytes) {
    return new Move(Move.Kind.RETIRE, path, Layout.retired(version, path), bytes);
  }
}
