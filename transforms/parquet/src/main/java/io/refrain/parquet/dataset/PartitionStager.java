package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.parquet.file.ParquetRowWriter;
import io.refrain.parquet.file.ParquetWriteOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages the rows of one partition as Parquet files of about the target size. */
final class PartitionStager implements Stager {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionStager.class);

  private final Storage storage;
  private final RowLayout layout;
  private final ParquetWriteOptions options;
  private final long targetFileBytes;
  private final String attempt;
  private final Partition partition;
  // Random, so that no two stagers of any run ever write one name.
  private final String name = UUID.randomUUID().toString();
  private final List<Staged> done = new ArrayList<>();
  private ParquetRowWriter writer;
  private String path;
  private int files;
  private ContentChecksum checksum = ContentChecksum.EMPTY;
  private boolean finished;

  PartitionStager(
      Storage storage,
      RowLayout layout,
      ParquetWriteOptions options,
      long targetFileBytes,
      String attempt,
      Partition partition) {
    this.storage = storage;
    this.layout = layout;
    this.options = options;
    this.targetFileBytes = targetFileBytes;
    this.attempt = attempt;
    this.partition = partition;
  }

  @Override
  public void add(RowCursor row) throws IOException {
    try {
      if (writer == null) {
        path = Layout.staged(attempt, name + "-" + files++);
        writer = ParquetRowWriter.open(storage.create(path), layout, options);
      }
      writer.write(row);
      checksum = checksum.plus(ContentChecksum.ofRow(row.bytes(), row.offset(), row.length()));
      // Asking costs a little, so not for every row.
      if ((writer.rowCount() & 1023) == 0 && writer.sizeInBytes() >= targetFileBytes) {
        finishFile();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void finishFile() throws IOException {
    if (writer == null) {
      return;
    }
    long rows = writer.rowCount();
    long bytes = writer.finish();
    writer = null;
    done.add(new Staged(attempt, partition, path, rows, bytes, checksum));
    checksum = ContentChecksum.EMPTY;
  }

  @Override
  public List<Staged> finish() throws IOException {
    try {
      finishFile();
    } catch (IOException e) {
      throw failed(e);
    }
    finished = true;
    return List.copyOf(done);
  }

  private IOException failed(IOException e) {
    return new IOException(
        "Cannot stage rows of "
            + partition
            + " in "
            + storage.absolute(path)
            + ": "
            + e.getMessage()
            + ". Nothing was committed: the data is as it was. Mend the cause (is there space left?)"
            + " and run again.",
        e);
  }

  @Override
  public void close() {
    if (finished) {
      return;
    }
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException | RuntimeException e) {
        LOG.debug("Closing the unfinished {}", path, e);
      }
      writer = null;
      delete(path);
    }
    done.forEach(staged -> delete(staged.location()));
    done.clear();
  }

  private void delete(String unfinished) {
    try {
      storage.delete(unfinished);
    } catch (IOException | RuntimeException e) {
      LOG.info("Left {} to be swept later: {}", storage.absolute(unfinished), e.getMessage());
    }
  }
}
