package io.refrain.iceberg;

import io.refrain.core.Partition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;

/**
 * Finds what somebody else wrote into a scope. Files of our own names are ours. Others are foreign,
 * unless they come from a rewrite that keeps rows as they are (a compaction), or from a snapshot
 * that is no longer known: then they pass if the runs that answer for their rows have as many as
 * they wrote.
 */
final class ForeignContent {
  private final Head head;
  private final Ledger ledger;
  private final Owners owners;
  private final Owners.Shares shares;
  private final Map<Long, Snapshot> bySequence;
  private final Map<Integer, Long> counted = new HashMap<>();

  ForeignContent(Head head, Ledger ledger, Owners owners, Owners.Shares shares) {
    this.head = head;
    this.ledger = ledger;
    this.owners = owners;
    this.shares = shares;
    this.bySequence = head.bySequence();
  }

  List<String> find(ScopeContent content) throws IOException {
    List<String> found = new ArrayList<>();
    for (ScopeContent.Part part : content.parts()) {
      List<ContentFile<?>> others = new ArrayList<>();
      others.add(part.file());
      others.addAll(part.task().deletes());
      others.removeIf(file -> FileNames.isOurs(file.location()));
      for (ContentFile<?> file : others) {
        if (isForeign(file, part)) {
          found.add(FileNames.shown(head.table(), file.location()) + " " + counts(file, part));
        }
      }
    }
    shares
        .nobodys()
        .forEach((partition, n) -> found.add(partition + " (" + n + " rows of no known run)"));
    return found.stream().sorted().distinct().toList();
  }

  private static String counts(ContentFile<?> file, ScopeContent.Part part) {
    return file.equals(part.file())
        ? "(" + file.recordCount() + " rows)"
        : "(deletes in " + file.recordCount() + " rows)";
  }

  private boolean isForeign(ContentFile<?> file, ScopeContent.Part part) throws IOException {
    Long sequence = file.fileSequenceNumber();
    Snapshot from = sequence == null ? null : bySequence.get(sequence);
    boolean keepsRows = from == null || Objects.equals(from.operation(), DataOperations.REPLACE);
    return !keepsRows || !addsUp(part);
  }

  /** Whether the runs that have rows in the partitions of a file have those that they wrote. */
  private boolean addsUp(ScopeContent.Part part) throws IOException {
    for (Map.Entry<Integer, Map<Partition, Long>> share : shares.byRun().entrySet()) {
      if (share.getValue().keySet().stream().noneMatch(part.rows()::containsKey)) {
        continue;
      }
      int run = share.getKey();
      if (!counted.containsKey(run)) {
        counted.put(run, owners.rowsOf(run));
      }
      if (counted.get(run) != ledger.items().get(run).rows()) {
        return false;
      }
    }
    return true;
  }
}
