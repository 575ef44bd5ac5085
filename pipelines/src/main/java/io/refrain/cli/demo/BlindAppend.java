package io.refrain.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Filter;

/** What many jobs do: every run adds files. Plain Beam, none of this library. */
final class BlindAppend {
  private BlindAppend() {}

  static void run(PipelineOptions options, Path csv, Path directory, String name) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Read", TextIO.read().from(csv.toString()))
        .apply("SkipHeader", Filter.by(line -> !line.startsWith("order_id")))
        .apply("Append", TextIO.write().to(directory.resolve(name).toString()).withSuffix(".csv"));
    pipeline.run().waitUntilFinish();
  }

  static long rowsStored(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(directory)) {
      files = listing.filter(Files::isRegularFile).toList();
    }
    long rows = 0;
    for (Path file : files) {
      try (Stream<String> lines = Files.lines(file)) {
        rows += lines.count();
      }
    }
    return rows;
  }
}
