package io.refrain.pipelines.input;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the files of an input are written. */
public enum InputFormat {
  /** RFC 4180, UTF-8, with a header line; plain or gzip. */
  CSV("csv"),
  /** One JSON object on each line, UTF-8; plain or gzip. */
  JSON("json", "jsonl", "ndjson"),
  PARQUET("parquet"),
  AVRO("avro");

  private static final String GZIP = ".gz";

  @SuppressWarnings("ImmutableEnumChecker") // a List.of never changes
  private final List<String> extensions;

  InputFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** Whether files have lines and no schema of their own. */
  public boolean isText() {
    return this == CSV || this == JSON;
  }

  /**
   * The format that a name's extension stands for, whatever its case; a {@code .gz} behind it is
   * allowed for text.
   */
  public static Optional<InputFormat> ofName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean gzip = lower.endsWith(GZIP);
    String plain = gzip ? lower.substring(0, lower.length() - GZIP.length()) : lower;
    return Arrays.stream(values())
        .filter(f -> f.isText() || !gzip)
        .filter(f -> f.extensions.stream().anyMatch(e -> plain.endsWith("." + e)))
        .findFirst();
  }

  static boolean isGzip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(GZIP);
  }

  /**
   * The format of a name as a person gives it: {@code csv}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static InputFormat parse(String text) {
    return Arrays.stream(values())
        .filter(f -> f.extensions.contains(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown format '" + text + "'. The formats are: " + known() + "."));
  }

  static String known() {
    return Arrays.stream(values())
        .flatMap(f -> f.extensions.stream())
        .collect(Collectors.joining(", "));
  }
}
