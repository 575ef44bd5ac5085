package io.refrain.iceberg;

import io.refrain.core.row.RowCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.iceberg.PartitionKey;

/**
 * Writes rows as data files, one or more for each partition that the table's spec makes of them.
 */
final class FanOut {
  // Each holds a row group: beyond this the fullest is completed first.
  private static final int MAX_OPEN = 64;

  private final DataFileWriter.Factory files;
  private final Supplier<String> names;
  private final boolean one;
  private final RowStruct struct;
  private final PartitionKey key;
  private final Map<PartitionKey, DataFileWriter> open = new HashMap<>();
  private final List<DataFileWriter.Written> done = new ArrayList<>();
  private DataFileWriter last;

  /**
   * @param names gives names of files, each another one
   * @param one whether all rows are known to be in one partition of the table
   */
  FanOut(DataFileWriter.Factory files, Supplier<String> names, boolean one) {
    this.files = files;
    this.names = names;
    this.one = one;
    this.struct = new RowStruct(files.columns().schema(), files.columns().layout());
    this.key = new PartitionKey(files.table().spec(), files.columns().schema());
  }

  void add(RowCursor row) throws IOException {
    DataFileWriter writer = writer(row);
    writer.write(row);
    if (writer.isFull()) {
      finish(writer);
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
      last = files.open(names.get(), key.copy());
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

  /** Completes all files. */
  List<DataFileWriter.Written> finish() throws IOException {
    for (DataFileWriter writer : List.copyOf(open.values())) {
      finish(writer);
    }
    return List.copyOf(done);
  }

  /** Gives up all files, also those that are complete. */
  void abandon() {
    open.values().forEach(DataFileWriter::abandon);
    done.forEach(written -> files.staging().discard(written.file().location()));
    open.clear();
    done.clear();
  }
}
