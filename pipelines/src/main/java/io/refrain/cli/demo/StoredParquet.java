package io.refrain.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowWriter;
import io.refrain.parquet.file.ParquetRowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a directory of Parquet files holds, read file by file as an engine that lists it would.
 *
 * @param files how many files
 * @param rows how many rows
 * @param checksum of the rows and their partitions, whatever their order
 */
record StoredParquet(int files, long rows, ContentChecksum checksum) {

  static StoredParquet in(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(directory)) {
      files = tree.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
    long rows = 0;
    ContentChecksum checksum = ContentChecksum.EMPTY;
    for (Path file : files) {
      byte[] partition = directory.relativize(file.getParent()).toString().getBytes(UTF_8);
      try (ParquetRowReader reader =
          ParquetRowReader.open(Files.newByteChannel(file), file.toString())) {
        while (reader.next()) {
          RowWriter row = reader.row();
          byte[] all = new byte[partition.length + row.length()];
          System.arraycopy(partition, 0, all, 0, partition.length);
          System.arraycopy(row.bytes(), 0, all, partition.length, row.length());
          checksum = checksum.plus(ContentChecksum.ofRow(all, 0, all.length));
          rows++;
        }
      }
    }
    return new StoredParquet(files.size(), rows, checksum);
  }
}
