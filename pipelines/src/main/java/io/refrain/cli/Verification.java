package io.refrain.cli;

import io.refrain.cli.verify.CatalogCopy;
import io.refrain.cli.verify.DatabaseCopy;
import io.refrain.cli.verify.DirectoryCopy;
import io.refrain.cli.verify.TargetCopy;
import io.refrain.jdbc.scratch.ScratchTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command with its arguments, which is run again and again on a copy of its target.
 *
 * @param spec the command, its arguments parsed
 * @param command the same
 */
record Verification(CommandSpec spec, Repeatable command) {
  private static final List<String> COMMANDS = List.of("upsert", "replace", "merge", "aggregate");

  /**
   * Of a command line.
   *
   * @param words the command's name and its arguments
   * @param outer for what is printed
   * @throws CommandLine.ParameterException if the command does not take them
   */
  static Verification of(List<String> words, CommandLine outer) {
    String name = words.isEmpty() ? "" : words.get(0);
    if (!COMMANDS.contains(name)) {
      throw new IllegalArgumentException(
          (name.isEmpty() || name.startsWith("-")
                  ? "Which command is to be verified?"
                  : "'" + name + "' cannot be verified.")
              + " Put one of "
              + String.join(", ", COMMANDS)
              + " right behind 'verify', with all of its options: refrain verify upsert"
              + " --input=... Nothing was run.");
    }
    CommandSpec spec =
        Main.commandLine(outer.getOut(), outer.getErr())
            .parseArgs(words.toArray(String[]::new))
            .subcommand()
            .commandSpec();
    Verification verification = new Verification(spec, (Repeatable) spec.userObject());
    verification.refusePlan();
    return verification;
  }

  private void refusePlan() {
    if (isSet("--plan")) {
      throw new IllegalArgumentException(
          "A plan writes nothing that could be verified: leave --plan out. Nothing was run.");
    }
  }

  String name() {
    return spec.name();
  }

  /** The value of an option; null if it has none. */
  String text(String option) {
    return (String) value(option);
  }

  /** The values of an option that takes several. */
  List<String> texts(String option) {
    List<String> texts = new ArrayList<>();
    if (value(option) instanceof Iterable<?> values) {
      values.forEach(value -> texts.add((String) value));
    }
    return texts;
  }

  /** Whether a flag is set. */
  boolean isSet(String flag) {
    return Boolean.TRUE.equals(value(flag));
  }

  /** The value of an option; null if it has none. */
  Object value(String option) {
    OptionSpec found = spec.findOption(option);
    return found == null ? null : found.getValue();
  }

  /** Puts other values in the place of what was given. */
  void set(Map<String, Object> values) {
    values.forEach(
        (option, value) -> {
          OptionSpec found = spec.findOption(option);
          if (found != null) {
            found.setValue(value);
          }
        });
  }

  /**
   * An empty copy of the target, yet to be made.
   *
   * @throws IllegalArgumentException if there is nothing to copy, and the run would make nothing
   */
  TargetCopy copy(Path directory) throws IOException {
    String target = text("--target");
    TargetName name = TargetName.parse(target);
    TargetCopy copy =
        switch (name.scheme()) {
          case PARQUET -> DirectoryCopy.ofDataset(name.rest(), directory);
          case DELTA -> DirectoryCopy.ofDelta(name.rest(), directory);
          case ICEBERG -> new CatalogCopy(command.lakeTable(), name.rest(), directory);
          case JDBC -> new DatabaseCopy(ScratchTable.of(command.database(), table(), directory));
        };
    if (!copy.isThere() && !isSet("--createTable")) {
      copy.close();
      throw new IllegalArgumentException(
          "There is no table"
              + (text("--table") == null ? "" : " " + text("--table"))
              + " at "
              + shown()
              + " to make a throw-away copy of. Name one that is there, or say --createTable if the"
              + " run is to make it. Nothing was run.");
    }
    return copy;
  }

  boolean isDelta() {
    String target = text("--target");
    return TargetName.parse(target).scheme() == TargetName.Scheme.DELTA;
  }

  private String table() {
    String table = text("--table");
    if (table == null) {
      throw new IllegalArgumentException(
          "Which table of the database? Name it: --table=orders. Nothing was run.");
    }
    return table;
  }

  /** The target, as messages may show it. */
  String shown() {
    String target = text("--target");
    return TargetName.parse(target).scheme() == TargetName.Scheme.JDBC
        ? command.database().name()
        : target;
  }
}
