package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A file of a planned read: small, so that a read is spread over workers file by file. */
record LiveFile(Partition partition, String path, String staged, long rows)
    implements Serializable {

  /** Every file that a manifest lists. */
  static List<LiveFile> of(Manifest manifest) {
    List<LiveFile> files = new ArrayList<>();
    for (Manifest.Content content : manifest.partitions()) {
      for (Manifest.DataFile file : content.files()) {
        files.add(new LiveFile(content.partition(), file.path(), file.staged(), file.rows()));
      }
    }
    return files;
  }
}
