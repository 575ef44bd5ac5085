package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionKey;

/**
 * Stages the rows of one partition as data files, one or more for each partition that the table's
 * spec makes of them.
 */
final class FileStager implements Stager {
  // Each holds a row group: beyond this the fullest is completed first.
  private static final int MAX_OPEN = 64;

  private final DataFileWriter.Factory files;
  private final String attempt;
  private final Partition partition;
  private final RowStruct struct;
  private final PartitionKey key;
  private final boolean one;
  private final Map<PartitionKey, DataFileWriter> open = new HashMap<>();
  private final List<DataFileWriter.Written> done = new ArrayList<>();
  private DataFileWriter last;
  private boolean finished;

  /**
   * @param one whether all rows are known to be in one partition of the table
   */
  FileStager(DataFileWriter.Factory files, String attempt, Partition partition, boolean one) {
    this.files = files;
    this.attempt = attempt;
    this.partition = partition;
    this.one = one;
    this.struct = new RowStruct(files.columns().schema(), files.columns().layout());
    this.key = new PartitionKey(files.table().spec(), files.columns().schema());
  }

  @Override
  public void add(RowCursor row) throws IOException {
    DataFileWriter writer = writer(row);
    try {
      writer.write(row);
      if (writer.isFull()) {
        finish(writer);
      }
    } catch (IOException | RuntimeException e) {
      throw failed(e);
    }
  }

  private DataFileWriter writer(RowCursor row) throws IOException {
    if (one && last != null) {
      return last;
    }
    key.partition(struct.at(row));
    if (last != null && last.partition().equals(key)) {
      return last;
    }
    last = open.get(key);
    if (last == null) {
      if (open.size() == MAX_OPEN) {
        finish(fullest());
      }
      try {
        last = files.open(FileNames.staged(), key.copy());
      } catch (IOException | RuntimeException e) {
        throw failed(e);
      }
      open.put(last.partition(), last);
    }
    return last;
  }

  private DataFileWriter fullest() {
    DataFileWriter fullest = null;
    for (DataFileWriter writer : open.values()) {
      fullest = fullest == null || writer.rows() > fullest.rows() ? writer : fullest;
    }
    return fullest;
  }

  private void finish(DataFileWriter writer) throws IOException {
    open.remove(writer.partition());
    last = null;
    try {
      done.add(writer.finish());
    } catch (IOException | RuntimeException e) {
      writer.abandon();
      throw e;
    }
  }

  @Override
  public List<Staged> finish() throws IOException {
    try {
      for (DataFileWriter writer : List.copyOf(open.values())) {
        finish(writer);
      }
    } catch (IOException | RuntimeException e) {
      throw failed(e);
    }
    finished = true;
    List<Staged> staged = new ArrayList<>();
    for (DataFileWriter.Written written : done) {
      staged.add(
          new Staged(
              attempt,
              partition,
              StagedFile.of(
                      files.uuid(),
                      files.columns().fingerprint(),
                      written.file(),
                      files.table().spec())
                  .write(),
              written.file().recordCount(),
              written.file().fileSizeInBytes(),
              written.checksum()));
    }
    return staged;
  }

  private IOException failed(Exception e) {
    return new IOException(
        "Cannot stage rows of "
            + partition
            + " for "
            + files.name()
            + " below "
            + files.table().location()
            + ": "
            + e.getMessage()
            + ". Nothing was committed: the data is as it was. Mend the cause (is there space left?)"
            + " and run again.",
        e);
  }

  @Override
  public void close() {
    if (!finished) {
      open.values().forEach(DataFileWriter::abandon);
      done.forEach(written -> files.staging().discard(written.file().location()));
      open.clear();
      done.clear();
    }
  }
}
