package io.refrain.jdbc.doctor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to write to a table. */
public enum Mode {
  /** Newer rows over older ones, batch by batch. */
  UPSERT,
  /** Newer rows over older ones, all at once. */
  UPSERT_ATOMICALLY,
  /** Rows whose key is absent; the others are left alone. */
  INSERT_ONLY,
  /** Rows of an interval, or of partitions, in place of those that were there. */
  REPLACE,
  /** All rows of the table. */
  REPLACE_EVERYTHING,
  /** Rows that a newer delete names. */
  DELETE;

  /** As it is written on the command line and in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The reverse of {@link #key()}.
   *
   * @throws IllegalArgumentException with those there are
   */
  public static Mode of(String key) {
    return Arrays.stream(values())
        .filter(m -> m.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown mode '"
                        + key
                        + "'. Known: "
                        + Arrays.stream(values()).map(Mode::key).collect(Collectors.joining(", "))
                        + "."));
  }
}
