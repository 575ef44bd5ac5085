package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.StoreState;
import java.util.List;

/**
 * The whole state of a dataset after one commit. Immutable once published.
 *
 * @param version counts the commits, from 1
 * @param layout the columns of every row, partition columns included
 * @param partitionColumns the columns that stand in the path
 * @param partitions the partitions that hold rows
 * @param ledger the runs committed, the latest of each pipeline and scope
 * @param pending what this commit still has to move; done once the settled mark stands beside it
 */
record Manifest(
    long version,
    RowLayout layout,
    List<String> partitionColumns,
    List<Content> partitions,
    List<StoreState.Entry> ledger,
    List<Move> pending) {

  Manifest {
    partitionColumns = List.copyOf(partitionColumns);
    partitions = List.copyOf(partitions);
    ledger = List.copyOf(ledger);
    pending = List.copyOf(pending);
  }

  /** A partition that holds rows, and who wrote it. */
  record Content(Partition partition, String owner, long epoch, List<DataFile> files) {
    Content {
      files = List.copyOf(files);
    }

    long rows() {
      return files.stream().mapToLong(DataFile::rows).sum();
    }
  }

  /**
   * A file that counts.
   *
   * @param path where it is for good
   * @param staged where it was before it was published
   * @param checksum of its rows
   */
  record DataFile(String path, String staged, long rows, long bytes, String checksum) {}

  /** A file that this commit moves: into its partition, or out of it. */
  record Move(Kind kind, String from, String to, long bytes) {
    enum Kind {
      PUBLISH,
      RETIRE
    }
  }
}
