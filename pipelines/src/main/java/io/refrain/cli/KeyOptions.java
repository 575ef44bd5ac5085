package io.refrain.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Which columns make a row's key, and which say what is newer. */
final class KeyOptions {
  @Option(
      names = "--key",
      required = true,
      split = ",",
      paramLabel = "COLUMN",
      description = "The key columns. One row is kept for each key.")
  List<String> keys;

  @Option(
      names = "--latestBy",
      required = true,
      split = ",",
      paramLabel = "COLUMN",
      description = "The version columns: of two rows of a key, the greater is kept.")
  List<String> versions;
}
