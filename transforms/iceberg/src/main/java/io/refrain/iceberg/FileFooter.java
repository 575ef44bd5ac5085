package io.refrain.iceberg;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.DelegatingSeekableInputStream;

/**
 * What the footer of a Parquet file tells Iceberg. Read without a Hadoop configuration, which takes
 * longer to load than a footer.
 *
 * @param metrics the statistics of its columns
 * @param splitOffsets where its row groups begin
 */
record FileFooter(Metrics metrics, List<Long> splitOffsets) {

  static FileFooter read(InputFile file, MetricsConfig config) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(new ParquetInput(file), options)) {
      ParquetMetadata footer = reader.getFooter();
      return new FileFooter(
          ParquetUtil.footerMetrics(footer, Stream.empty(), config),
          ParquetUtil.getSplitOffsets(footer));
    }
  }

  private record ParquetInput(InputFile file) implements org.apache.parquet.io.InputFile {
    @Override
    public long getLength() {
      return file.getLength();
    }

    @Override
    public org.apache.parquet.io.SeekableInputStream newStream() {
      SeekableInputStream in = file.newStream();
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() throws IOException {
          return in.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
          in.seek(position);
        }
      };
    }
  }
}
