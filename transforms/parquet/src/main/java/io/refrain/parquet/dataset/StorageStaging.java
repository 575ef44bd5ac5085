package io.refrain.parquet.dataset;

import io.refrain.parquet.file.ColumnStatistics;
import io.refrain.parquet.file.StagingPlace;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Stages the files of an attempt below {@link Layout#STAGING}; their location is their path. */
record StorageStaging(Storage storage, String attempt) implements StagingPlace {

  @Override
  public String path(String uniqueName) {
    return Layout.staged(attempt, uniqueName);
  }

  @Override
  public WritableByteChannel create(String path) throws IOException {
    return storage.create(path);
  }

  @Override
  public void delete(String path) throws IOException {
    storage.delete(path);
  }

  @Override
  public String absolute(String path) {
    return storage.absolute(path);
  }

  @Override
  public String location(String path, long rows, List<ColumnStatistics> statistics) {
    return path;
  }
}
