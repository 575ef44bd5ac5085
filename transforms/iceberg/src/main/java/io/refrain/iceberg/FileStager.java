package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Stages the rows of one partition of a replace. */
final class FileStager implements Stager {
  private final DataFileWriter.Factory files;
  private final String attempt;
  private final Partition partition;
  private final FanOut rows;
  private boolean finished;

  /**
   * @param one whether all rows are known to be in one partition of the table
   */
  FileStager(DataFileWriter.Factory files, String attempt, Partition partition, boolean one) {
    this.files = files;
    this.attempt = attempt;
    this.partition = partition;
    this.rows = new FanOut(files, FileNames::staged, one);
  }

  @Override
  public void add(RowCursor row) throws IOException {
    try {
      rows.add(row);
    } catch (IOException | RuntimeException e) {
      throw files.failed("of " + partition + " ", e);
    }
  }

  @Override
  public List<Staged> finish() throws IOException {
    List<DataFileWriter.Written> done;
    try {
      done = rows.finish();
    } catch (IOException | RuntimeException e) {
      throw files.failed("of " + partition + " ", e);
    }
    finished = true;
    List<Staged> staged = new ArrayList<>();
    for (DataFileWriter.Written written : done) {
      staged.add(
          new Staged(
              attempt,
              partition,
              files.describe(written.file()).write(),
              written.file().recordCount(),
              written.file().fileSizeInBytes(),
              written.checksum()));
    }
    return staged;
  }

  @Override
  public void close() {
    if (!finished) {
      rows.abandon();
    }
  }
}
