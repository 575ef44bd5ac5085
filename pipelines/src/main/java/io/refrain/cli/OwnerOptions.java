package io.refrain.cli;

import picocli.CommandLine.Option;

/** In whose name a run writes. */
final class OwnerOptions {
  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description =
          "The name that owns what is written; keep it the same from run to run. Unless given, the"
              + " last part of the target's name.")
  private String pipeline;

  String nameFor(String target) {
    if (pipeline != null) {
      return pipeline;
    }
    String path = target.substring(target.indexOf(':') + 1);
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }
}
