package io.refrain.parquet.file;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Where a store has its files staged. Paths are in the store's own words. */
public interface StagingPlace {

  /** The path of a file that no attempt has written before. */
  String path(String uniqueName);

  /** Begins the file; durable once the channel is closed. */
  WritableByteChannel create(String path) throws IOException;

  /** Removes a file that will not be finished, if there is one. */
  void delete(String path) throws IOException;

  /** The path as a person reads it. */
  String absolute(String path);

  /** What describes a finished file to the store's commit. */
  String location(String path, long rows, List<ColumnStatistics> statistics);
}
