package io.refrain.cli;

import io.refrain.pipelines.Rejections;
import io.refrain.pipelines.input.Delivery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.UnmatchedArgsBinding;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      description =
          "Collect rejected rows in this file, one JSON object a line, and go on. Without it one"
              + " rejected row fails the run.")
  String rejected;

  @Option(
      names = "--maxRejected",
      paramLabel = "N",
      description = "With --rejected: fail if more rows than this are rejected.")
  Long maxRejected;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  boolean json;

  private final List<String> beamOptions = new ArrayList<>();

  /** Takes what the command does not know itself: {@code @Unmatched} has no effect in a mixin. */
  @Spec(Spec.Target.MIXEE)
  void takeUnmatched(CommandSpec command) {
    command.addUnmatchedArgsBinding(
        UnmatchedArgsBinding.forStringArrayConsumer(
            new ISetter() {
              @Override
              public <V> V set(V value) {
                beamOptions.clear();
                if (value != null) {
                  beamOptions.addAll(List.of((String[]) value));
                }
                return value;
              }
            }));
  }

  Rejections rejections(Delivery delivery) {
    if (rejected == null) {
      if (maxRejected != null) {
        throw new IllegalArgumentException("--maxRejected needs --rejected=PATH to collect them.");
      }
      return Rejections.NONE;
    }
    String file = FileSystems.matchNewResource(rejected, false).toString();
    if (delivery.files().stream().anyMatch(input -> input.name().equals(file))) {
      throw new IllegalArgumentException(
          "--rejected=" + rejected + " is a file of the input. Name another one.");
    }
    if (!rejected.contains("://") && Files.isDirectory(Path.of(rejected))) {
      throw new IllegalArgumentException(
          "--rejected=" + rejected + " is a directory. Name a file to write to.");
    }
    return new Rejections(maxRejected == null ? Long.MAX_VALUE : maxRejected, rejected);
  }

  List<String> beamOptions() {
    return List.copyOf(beamOptions);
  }
}
