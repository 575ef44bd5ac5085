package io.refrain.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command of the command line, run in this process. Immutable. */
final class Refrain {
  static final String SCHEMA = "id BIGINT, day DATE, v INTEGER, note VARCHAR";

  private final List<String> words;
  private final Map<String, String> options;

  private Refrain(List<String> words, Map<String, String> options) {
    this.words = words;
    this.options = options;
  }

  static Refrain command(String... words) {
    return new Refrain(List.of(words), Map.of());
  }

  /** A replace of March 2024 by rows of {@link #SCHEMA}. */
  static Refrain replace(Path input, Path target) {
    return command("replace")
        .with("--input", input)
        .with("--schema", SCHEMA)
        .with("--key", "id")
        .with("--latestBy", "v")
        .with("--partitionBy", "day")
        .with("--interval", "2024-03")
        .with("--target", "parquet:" + target);
  }

  /** An upsert of rows of {@link #SCHEMA} into the table {@code orders}, made if need be. */
  static Refrain upsert(Path input, String url) {
    return command("upsert")
        .with("--input", input)
        .with("--schema", SCHEMA)
        .with("--key", "id")
        .with("--latestBy", "v")
        .with("--target", url)
        .with("--table", "orders")
        .with("--createTable");
  }

  /** With an option, in place of any other value of it. */
  Refrain with(String option, Object value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(option, value.toString());
    return new Refrain(words, more);
  }

  /** With a flag. */
  Refrain with(String flag) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(flag, null);
    return new Refrain(words, more);
  }

  Refrain without(String option) {
    Map<String, String> less = new LinkedHashMap<>(options);
    less.remove(option);
    return new Refrain(words, less);
  }

  /** In place of the interval. */
  Refrain scope(String scope) {
    return without("--interval").with("--scope", scope);
  }

  List<String> arguments() {
    List<String> all = new ArrayList<>(words);
    options.forEach((name, value) -> all.add(value == null ? name : name + "=" + value));
    return all;
  }

  Outcome run() {
    return run(arguments().toArray(String[]::new));
  }

  static Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
