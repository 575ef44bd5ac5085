package io.refrain.parquet.file;

import io.refrain.core.Partition;
import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages the rows of one partition as Parquet files of about the target size. */
public final class PartitionStager implements Stager {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionStager.class);

  private final StagingPlace place;
  private final RowLayout layout;
  private final ParquetWriteOptions options;
  private final long targetFileBytes;
  private final String attempt;
  private final Partition partition;
  // Random, so that no two stagers of any run ever write one name.
  private final String name = UUID.randomUUID().toString();
  private final List<Staged> done = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private ParquetRowWriter writer;
  private String path;
  private int files;
  private ContentChecksum checksum = ContentChecksum.EMPTY;
  private boolean finished;

  public PartitionStager(
      StagingPlace place,
      RowLayout layout,
      ParquetWriteOptions options,
      long targetFileBytes,
      String attempt,
      Partition partition) {
    this.place = place;
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
        path = place.path(name + "-" + files++);
        writer = ParquetRowWriter.open(place.create(path), layout, options);
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
    String location = place.location(path, rows, writer.statistics());
    writer = null;
    paths.add(path);
    done.add(new Staged(attempt, partition, location, rows, bytes, checksum));
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
            + place.absolute(path)
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
    paths.forEach(this::delete);
    paths.clear();
    done.clear();
  }

  private void delete(String unfinished) {
    try {
      place.delete(unfinished);
    } catch (IOException | RuntimeException e) {
      LOG.info("Left {} to be swept later: {}", place.absolute(unfinished), e.getMessage());
    }
  }
}
