package io.refrain.cli;

import io.refrain.pipelines.input.Delivery;
import picocli.CommandLine.Option;

/** What to read. */
final class InputOptions {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description =
          "Files, globs or directories, separated by commas, on any file system that Beam knows."
              + " CSV (RFC 4180 with a header line), JSON lines, both also gzipped; Parquet, Avro.")
  private String input;

  @Option(
      names = "--format",
      paramLabel = "csv|json|parquet|avro",
      description = "The format, where the file names do not tell.")
  private String format;

  @Option(
      names = "--schema",
      paramLabel = "COLUMNS",
      description =
          "The columns as in SQL (\"order_id BIGINT NOT NULL, amount DECIMAL(12,2)\"), or an Avro"
              + " schema file (.avsc). Needed for CSV and JSON: types are never guessed from the"
              + " data.")
  private String schema;

  @Option(
      names = "--ignoreExtra",
      description = "Leave out columns of the input that the schema does not have.")
  private boolean ignoreExtra;

  Delivery find() {
    return Delivery.find(input, format, schema, ignoreExtra);
  }
}
