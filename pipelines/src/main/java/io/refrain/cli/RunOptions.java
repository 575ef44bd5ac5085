package io.refrain.cli;

import io.refrain.pipelines.Rejections;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** How to run, and what to say about it. */
final class RunOptions {
  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      description = "Where it runs; Beam's class names do as well. Default: direct.")
  String runner;

  @Option(
      names = "--rejected",
      paramLabel = "PATH",
      description = {
        "Collect rejected rows in this file, one JSON object a line, and go on.",
        "Without it the first rejected row fails the run."
      })
  String rejected;

  @Option(
      names = "--maxRejected",
      paramLabel = "N",
      description = "With --rejected: fail if more rows than this are rejected.")
  Long maxRejected;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  boolean json;

  @Unmatched List<String> beamOptions;

  Rejections rejections() {
    if (rejected == null) {
      if (maxRejected != null) {
        throw new IllegalArgumentException("--maxRejected needs --rejected=PATH to collect them.");
      }
      return Rejections.NONE;
    }
    return new Rejections(maxRejected == null ? Long.MAX_VALUE : maxRejected, rejected);
  }

  List<String> beamOptions() {
    return beamOptions == null ? List.of() : beamOptions;
  }
}
