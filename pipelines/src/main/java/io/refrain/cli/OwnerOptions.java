package io.refrain.cli;

import picocli.CommandLine.Option;

/** In whose name a run writes. */
final class OwnerOptions {
  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description =
          "The name that owns what is written; keep it the same from run to run. Unless given, the"
              + " table's name, or the last part of the target's.")
  private String pipeline;

  /** The name given; else the table's, if there is one, or one from the target. */
  String nameFor(String target, String table) {
    if (pipeline != null) {
      return pipeline;
    } else if (table != null) {
      return table;
    }
    String path = target.substring(target.indexOf(':') + 1);
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }
}
