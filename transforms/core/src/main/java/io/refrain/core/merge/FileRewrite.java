package io.refrain.core.merge;

import io.refrain.core.MergeWork;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.MergeStore;
import io.refrain.core.store.StagedFile;
import io.refrain.core.store.StoredRows;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Applies the edits of one file: writes it anew, or deletes rows of it by position and writes those
 * that replace them. A row that moves to another partition is written there. Not thread-safe.
 */
final class FileRewrite {
  private final MergeStore store;
  private final TableFit fit;
  private final boolean byPosition;
  private long bytesRead;

  /**
   * @param byPosition whether rows are deleted by position, and not the file written anew
   */
  FileRewrite(MergeStore store, TableFit fit, boolean byPosition) {
    this.store = store;
    this.fit = fit;
    this.byPosition = byPosition;
  }

  /** Stages what takes the place of a file. */
  MergePart apply(String base, TableFile file, FileEdits edits, String attempt) throws IOException {
    edits.sort();
    bytesRead = 0;
    boolean allGone = edits.size() == file.rows() && edits.replaced() == 0;
    if (byPosition && !allGone) {
      return deleteByPosition(base, file, edits, attempt);
    }
    List<StagedFile> staged = allGone ? List.of() : writeAnew(file, edits, attempt);
    return part(base, List.of(file), List.of(), staged, bytesRead);
  }

  private List<StagedFile> writeAnew(TableFile file, FileEdits edits, String attempt)
      throws IOException {
    List<String> all = store.layout().schema().getFieldNames();
    try (MergeStager stager = store.stage(attempt);
        StoredRows rows = store.open(file, all, null)) {
      int next = 0;
      while (rows.next()) {
        if (next == edits.size() || rows.position() != edits.position(next)) {
          stager.add(rows.row());
          continue;
        }
        if (!edits.removes(next)) {
          stager.add(fit.toTable(edits.row(next), rows.row()));
        }
        next++;
      }
      checkAllMet(file, edits, next);
      bytesRead += rows.bytesRead();
      return stager.finish();
    }
  }

  private MergePart deleteByPosition(String base, TableFile file, FileEdits edits, String attempt)
      throws IOException {
    List<StagedFile> staged = new ArrayList<>();
    staged.add(store.stageDeletes(attempt, file, edits.positions(false)));
    if (edits.replaced() > 0) {
      staged.addAll(
          fit.keepsColumns() ? writeKeeping(file, edits, attempt) : write(edits, attempt));
    }
    return part(base, List.of(), List.of(file), staged, bytesRead);
  }

  /** Writes the rows that replace others, whole as they are. */
  private List<StagedFile> write(FileEdits edits, String attempt) throws IOException {
    try (MergeStager stager = store.stage(attempt)) {
      for (int i = 0; i < edits.size(); i++) {
        if (!edits.removes(i)) {
          stager.add(fit.toTable(edits.row(i), null));
        }
      }
      return stager.finish();
    }
  }

  /** Writes the rows that replace others, with the columns that the input lacks as they were. */
  private List<StagedFile> writeKeeping(TableFile file, FileEdits edits, String attempt)
      throws IOException {
    List<String> all = store.layout().schema().getFieldNames();
    BitSet replaced = edits.positions(true);
    try (MergeStager stager = store.stage(attempt);
        StoredRows rows = store.open(file, all, replaced)) {
      int next = 0;
      while (rows.next()) {
        while (next < edits.size() && edits.removes(next)) {
          next++;
        }
        if (next == edits.size() || rows.position() != edits.position(next)) {
          throw new IllegalStateException(
              "Position " + rows.position() + " of " + file + " was read, and not asked for");
        }
        RowCursor stored = rows.row();
        stager.add(fit.toTable(edits.row(next), stored));
        next++;
      }
      while (next < edits.size() && edits.removes(next)) {
        next++;
      }
      checkAllMet(file, edits, next);
      bytesRead += rows.bytesRead();
      return stager.finish();
    }
  }

  private static void checkAllMet(TableFile file, FileEdits edits, int met) {
    if (met < edits.size()) {
      throw new IllegalStateException(
          "There is no row at position " + edits.position(met) + " of " + file + " any more");
    }
  }

  private static MergePart part(
      String base,
      List<TableFile> removed,
      List<TableFile> deletedFrom,
      List<StagedFile> staged,
      long bytesRead) {
    return MergePart.files(
        base,
        removed,
        deletedFrom,
        staged,
        new MergeWork(0, bytesRead, 1, 0, 0, 0).plus(added(staged)));
  }

  /** Rows that were inserted: where they go does not depend on what is stored. */
  static MergePart inserted(List<StagedFile> staged) {
    return MergePart.files("", List.of(), List.of(), staged, added(staged));
  }

  /** A file that would be written anew, or lose rows. */
  static MergePart planned(String base) {
    return part(base, List.of(), List.of(), List.of(), 0);
  }

  private static MergeWork added(List<StagedFile> staged) {
    long bytes = staged.stream().mapToLong(StagedFile::bytes).sum();
    return new MergeWork(0, 0, 0, staged.size(), bytes, 0);
  }
}
