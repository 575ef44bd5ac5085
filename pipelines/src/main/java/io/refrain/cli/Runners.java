package io.refrain.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Finds the runner on the class path, and makes Beam's options from the command line's. */
final class Runners {
  // PipelineOptionsFactory's message, in either of its two forms.
  private static final Pattern UNKNOWN =
      Pattern.compile("missing (?:a property named|property) '([^']*)'");

  private Runners() {}

  /**
   * Beam's options.
   *
   * @param runner the name given; null for the one runner there is
   * @param passed options that are Beam's, as the user wrote them
   * @throws IllegalArgumentException if there is no such runner, or Beam knows no such option
   */
  static PipelineOptions options(String runner, List<String> passed) {
    List<RunnerDefaults> known =
        ServiceLoader.load(RunnerDefaults.class).stream().map(ServiceLoader.Provider::get).toList();
    List<String> arguments = new ArrayList<>();
    Optional<RunnerDefaults> found =
        known.stream().filter(r -> runner == null || matches(r, runner)).findFirst();
    if (found.isPresent()) {
      arguments.add("--runner=" + found.get().beamName());
      Arrays.stream(found.get().defaultArguments())
          .filter(argument -> passed.stream().noneMatch(p -> name(p).equals(name(argument))))
          .forEach(arguments::add);
    } else if (runner != null && !known.isEmpty()) {
      throw new IllegalArgumentException(
          "Unknown runner '"
              + runner
              + "'. Here: "
              + known.stream().map(RunnerDefaults::name).collect(Collectors.joining(", "))
              + ".");
    }
    arguments.addAll(passed);
    PipelineOptions options = parse(arguments, passed);
    found.ifPresent(r -> r.adjust(options));
    return options;
  }

  private static PipelineOptions parse(List<String> arguments, List<String> passed) {
    passed.stream()
        .filter(argument -> !argument.startsWith("--"))
        .findFirst()
        .ifPresent(
            argument -> {
              throw new IllegalArgumentException(
                  "Cannot tell what '"
                      + argument
                      + "' is: it belongs to no option, and options of Beam are written"
                      + " --name=value.");
            });
    try {
      return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    } catch (IllegalArgumentException e) {
      Matcher unknown = UNKNOWN.matcher(String.valueOf(e.getMessage()));
      throw new IllegalArgumentException(
          unknown.find()
              ? "Unknown option --"
                  + unknown.group(1)
                  + ": neither this command has it, nor Beam, nor the runner."
              : "Beam does not take "
                  + String.join(" ", passed)
                  + ": "
                  + FailureText.of(e).lines().findFirst().orElse("")
                  + ".",
          e);
    }
  }

  private static boolean matches(RunnerDefaults defaults, String runner) {
    return runner.equals(defaults.name())
        || runner.equals(defaults.beamName())
        || runner.endsWith("." + defaults.beamName());
  }

  private static String name(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 ? argument : argument.substring(0, equals);
  }
}
