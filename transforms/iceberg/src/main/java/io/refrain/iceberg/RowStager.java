package io.refrain.iceberg;

import io.refrain.core.row.RowCursor;
import io.refrain.core.store.MergeStager;
import io.refrain.core.store.StagedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stages rows of a merge. */
final class RowStager implements MergeStager {
  private final DataFileWriter.Factory files;
  private final String attempt;
  private final FanOut rows;
  private boolean finished;

  RowStager(DataFileWriter.Factory files, String attempt) {
    this.files = files;
    this.attempt = attempt;
    this.rows = new FanOut(files, FileNames::merged, false);
  }

  @Override
  public void add(RowCursor row) throws IOException {
    try {
      rows.add(row);
    } catch (IOException | RuntimeException e) {
      throw files.failed("", e);
    }
  }

  @Override
  public List<StagedFile> finish() throws IOException {
    List<StagedFile> staged = new ArrayList<>();
    try {
      for (DataFileWriter.Written written : rows.finish()) {
        staged.add(
            new StagedFile(
                attempt,
                StagedFile.Kind.ROWS,
                files.describe(written.file()).write(),
                written.file().recordCount(),
                written.file().fileSizeInBytes()));
      }
    } catch (IOException | RuntimeException e) {
      throw files.failed("", e);
    }
    finished = true;
    return staged;
  }

  @Override
  public void close() {
    if (!finished) {
      rows.abandon();
    }
  }
}
