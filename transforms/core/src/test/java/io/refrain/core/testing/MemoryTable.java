package io.refrain.core.testing;

import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeToken;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.MergeStore.MergeAnswer;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.TableFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table's versions and staged files, shared by all stores of a target. */
final class MemoryTable {
  /** A file: rows that never change, and which of them are deleted. */
  record MemoryFile(String partition, List<byte[]> rows, BitSet deleted) {
    List<byte[]> live() {
      List<byte[]> live = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        if (!deleted.get(i)) {
          live.add(rows.get(i));
        }
      }
      return live;
    }
  }

  private final RowLayout layout;
  private final List<String> partitionColumns;
  private final Set<MergeDefect> defects;
  private final RowConverter converter;
  // Files by location, of each version. The deletes are a part of the location, as they must be.
  private final List<Map<String, MemoryFile>> versions = new ArrayList<>(List.of(Map.of()));
  private final Map<MergeToken, MergeReceipt> receipts = new HashMap<>();
  private final Map<String, MemoryFile> staged = new TreeMap<>();
  private final Map<String, BitSet> stagedDeletes = new HashMap<>();
  private final Map<String, String> deletedFile = new HashMap<>();
  private final Set<String> committed = new HashSet<>();
  private final List<byte[]> unfinished = new ArrayList<>();
  private int next;
  private int opened;

  MemoryTable(RowLayout layout, List<String> partitionColumns, Set<MergeDefect> defects) {
    this.layout = layout;
    this.partitionColumns = partitionColumns;
    this.defects = defects;
    this.converter = new RowConverter(layout);
  }

  RowLayout layout() {
    return layout;
  }

  boolean has(MergeDefect defect) {
    return defects.contains(defect);
  }

  private Map<String, MemoryFile> current() {
    return versions.get(versions.size() - 1);
  }

  synchronized MergeState read(MergeToken token) {
    return new MergeState(
        Integer.toString(versions.size() - 1), Optional.ofNullable(receipts.get(token)));
  }

  synchronized List<TableFile> files(String version, KeyBounds bounds) {
    List<TableFile> out = new ArrayList<>();
    versions
        .get(Integer.parseInt(version))
        .forEach(
            (location, file) -> {
              if (mayHold(file, bounds)) {
                out.add(new TableFile(location, file.rows.size(), 8L * file.rows.size()));
              }
            });
    return out;
  }

  /** By the least and the greatest value of each column, as statistics of real files know them. */
  private boolean mayHold(MemoryFile file, KeyBounds bounds) {
    if (has(MergeDefect.LISTS_TOO_MANY)) {
      return true;
    }
    for (KeyBounds.Column column : bounds.columns()) {
      RowKey order = new RowKey(column.layout(), List.of(column.name()));
      int at = layout.indexOf(column.name());
      byte[] least = null;
      byte[] greatest = null;
      for (byte[] row : file.rows) {
        RowCursor cursor = new RowCursor(layout).at(row, 0, row.length);
        if (!cursor.isNull(at)) {
          RowWriter writer = new RowWriter(column.layout());
          writer.copy(0, cursor, at);
          byte[] value = writer.toBytes();
          least = least == null || order.compare(value, 0, least, 0) < 0 ? value : least;
          greatest =
              greatest == null || order.compare(value, 0, greatest, 0) > 0 ? value : greatest;
        }
      }
      if (least == null || outside(column, order, least, greatest)) {
        return false;
      }
    }
    return true;
  }

  private boolean outside(KeyBounds.Column column, RowKey order, byte[] least, byte[] greatest) {
    boolean within =
        compare(order, least, column.min()) >= 0 && compare(order, greatest, column.max()) <= 0;
    if (within && has(MergeDefect.LISTS_TOO_FEW)) {
      return true;
    }
    if (compare(order, least, column.max()) > 0) {
      return true;
    }
    if (column.values().isEmpty()) {
      return compare(order, greatest, column.min()) < 0;
    }
    return column.values().stream()
        .noneMatch(
            value -> compare(order, least, value) <= 0 && compare(order, greatest, value) >= 0);
  }

  private static int compare(RowKey order, byte[] value, RowCursor other) {
    return order.compare(value, 0, other.bytes(), other.offset());
  }

  synchronized MemoryFile file(String location) {
    opened++;
    for (int i = versions.size() - 1; i >= 0; i--) {
      MemoryFile file = versions.get(i).get(location);
      if (file != null) {
        return file;
      }
    }
    throw new AssertionError("no version has a file " + location);
  }

  String partitionOf(RowCursor row) {
    StringBuilder out = new StringBuilder();
    for (String column : partitionColumns) {
      Object value = converter.value(row, layout.indexOf(column));
      out.append(column).append('=').append(value == null ? "null" : PartitionText.of(value));
    }
    return out.toString();
  }

  synchronized StagedFile stage(String attempt, String partition, List<byte[]> rows) {
    String location = "file" + next++;
    List<byte[]> kept = has(MergeDefect.LOSES_A_ROW) ? rows.subList(0, rows.size() - 1) : rows;
    staged.put(location, new MemoryFile(partition, List.copyOf(kept), new BitSet()));
    return new StagedFile(attempt, StagedFile.Kind.ROWS, location, rows.size(), 8L * rows.size());
  }

  synchronized StagedFile stageDeletes(String attempt, TableFile file, BitSet positions) {
    BitSet gone = file(file.location()).deleted;
    if (positions.isEmpty() || positions.length() > file.rows() || positions.intersects(gone)) {
      throw new AssertionError("positions " + positions + " of " + file + " without " + gone);
    }
    String location = "deletes" + next++;
    BitSet all = (BitSet) positions.clone();
    if (!has(MergeDefect.FORGETS_DELETES)) {
      all.or(gone);
    }
    stagedDeletes.put(location, all);
    deletedFile.put(location, file.location());
    return new StagedFile(attempt, StagedFile.Kind.DELETES, location, positions.cardinality(), 8L);
  }

  synchronized void unfinished(List<byte[]> rows) {
    unfinished.addAll(rows);
  }

  synchronized MergeAnswer commit(MergePlan plan) {
    if (receipts.containsKey(plan.receipt().token())) {
      return MergeAnswer.ALREADY_COMMITTED;
    }
    checkBase(plan);
    Map<String, MemoryFile> after = new TreeMap<>(current());
    if (!has(MergeDefect.KEEPS_REMOVED)) {
      plan.removed().forEach(file -> after.remove(file.location()));
    }
    Set<String> deletedFrom = new TreeSet<>();
    for (StagedFile file : plan.added()) {
      if (!committed.add(file.location())) {
        throw new AssertionError(file + " was committed before");
      }
      if (file.kind() == StagedFile.Kind.ROWS) {
        after.put(file.location(), staged.remove(file.location()));
      } else {
        String location = deletedFile.get(file.location());
        MemoryFile old = after.remove(location);
        BitSet deleted = stagedDeletes.get(file.location());
        after.put(
            location + "-" + file.location(), new MemoryFile(old.partition, old.rows, deleted));
        deletedFrom.add(location);
      }
    }
    Set<String> declared = new TreeSet<>();
    plan.deletedFrom().forEach(file -> declared.add(file.location()));
    if (!declared.equals(deletedFrom)) {
      throw new AssertionError("deletes of " + deletedFrom + " declared as of " + declared);
    }
    versions.add(after);
    if (!has(MergeDefect.FORGETS_TOKEN)) {
      receipts.put(plan.receipt().token(), plan.receipt());
    }
    return MergeAnswer.DONE;
  }

  private void checkBase(MergePlan plan) {
    if (has(MergeDefect.IGNORES_CONFLICTS)) {
      return;
    }
    Map<String, MemoryFile> base = versions.get(Integer.parseInt(plan.base()));
    List<TableFile> touched = new ArrayList<>(plan.removed());
    touched.addAll(plan.deletedFrom());
    for (TableFile file : touched) {
      if (!base.containsKey(file.location())) {
        throw new AssertionError(file + " is none of version " + plan.base());
      }
      if (!current().containsKey(file.location())) {
        throw conflict("somebody else changed a file of it, " + file.location());
      }
    }
    for (Map.Entry<String, MemoryFile> file : current().entrySet()) {
      boolean isNew = base.values().stream().noneMatch(old -> old.rows == file.getValue().rows);
      if (isNew && mayHold(file.getValue(), plan.bounds()) && !has(MergeDefect.IGNORES_ADDED)) {
        throw conflict("somebody else added rows where its keys lie, in " + file.getKey());
      }
    }
  }

  private static RefrainException conflict(String why) {
    return new RefrainException(
        Kind.CONFLICT, "Cannot merge into memory: " + why + ". Nothing was changed. Run again.");
  }

  synchronized void discard(StagedFile file) {
    if (has(MergeDefect.DISCARDS_COMMITTED) && committed.contains(file.location())) {
      Map<String, MemoryFile> after = new TreeMap<>(current());
      after.remove(file.location());
      versions.add(after);
    }
    if (!committed.contains(file.location())) {
      staged.remove(file.location());
      stagedDeletes.remove(file.location());
    }
  }

  synchronized void append(List<byte[]> rows) {
    Map<String, List<byte[]>> byPartition = new TreeMap<>();
    for (byte[] row : rows) {
      RowCursor cursor = new RowCursor(layout).at(row, 0, row.length);
      byPartition.computeIfAbsent(partitionOf(cursor), p -> new ArrayList<>()).add(row);
    }
    Map<String, MemoryFile> after = new TreeMap<>(current());
    byPartition.forEach(
        (partition, some) ->
            after.put("foreign" + next++, new MemoryFile(partition, some, new BitSet())));
    versions.add(after);
  }

  synchronized List<byte[]> visibleRows() {
    List<byte[]> out = new ArrayList<>(unfinished);
    current().values().forEach(file -> out.addAll(file.live()));
    if (has(MergeDefect.SHOWS_STAGED)) {
      staged.values().forEach(file -> out.addAll(file.live()));
    }
    return out;
  }

  synchronized Set<String> visiblePartitions() {
    Set<String> out = new TreeSet<>();
    current().values().forEach(file -> out.add(file.partition));
    return out;
  }

  synchronized int visibleFiles() {
    return current().size();
  }

  synchronized int commits() {
    return versions.size() - 1;
  }

  synchronized int opened() {
    return opened;
  }

  synchronized int stagedAndNotCommitted() {
    return staged.size();
  }
}
