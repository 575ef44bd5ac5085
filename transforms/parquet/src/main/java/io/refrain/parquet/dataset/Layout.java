package io.refrain.parquet.dataset;

import io.refrain.core.Partition;
import java.util.Locale;
import java.util.OptionalLong;

/** Where things are in a dataset. */
final class Layout {
  /** Everything that is not data; readers of plain directories skip names with an underscore. */
  static final String HOME = "_refrain";

  static final String MANIFESTS = HOME + "/manifests";
  static final String STAGING = HOME + "/staging";
  static final String RETIRED = HOME + "/retired";

  private static final String PARQUET = ".parquet";
  private static final String STAGED = PARQUET + ".staged";
  private static final String GONE = ".retired";
  private static final String JSON = ".json";
  private static final String SETTLED = ".settled";
  private static final int DIGITS = 20;

  private Layout() {}

  static String manifest(long version) {
    return MANIFESTS + "/" + digits(version) + JSON;
  }

  /** Stands beside a manifest whose pending moves are done. */
  static String settled(long version) {
    return MANIFESTS + "/" + digits(version) + SETTLED;
  }

  /** The version of a manifest's path; empty for any other. */
  static OptionalLong manifestVersion(String path) {
    return version(path, JSON);
  }

  static OptionalLong settledVersion(String path) {
    return version(path, SETTLED);
  }

  private static OptionalLong version(String path, String suffix) {
    int from = MANIFESTS.length() + 1;
    if (path.length() != from + DIGITS + suffix.length()
        || !path.startsWith(MANIFESTS + "/")
        || !path.endsWith(suffix)) {
      return OptionalLong.empty();
    }
    return digitsOf(path.substring(from, from + DIGITS));
  }

  static String stagingDirectory(String attempt) {
    return STAGING + "/" + safe(attempt);
  }

  static String staged(String attempt, String name) {
    return stagingDirectory(attempt) + "/" + name + STAGED;
  }

  /** Where a staged file goes when it is published. */
  static String published(Partition partition, String staged) {
    String name = staged.substring(staged.lastIndexOf('/') + 1);
    String file = name.substring(0, name.length() - STAGED.length()) + PARQUET;
    return partition.path().isEmpty() ? file : partition.path() + "/" + file;
  }

  /** Where a file goes when the manifest of a version does not list it any more. */
  static String retired(long version, String path) {
    return RETIRED + "/" + digits(version) + "/" + path + GONE;
  }

  /** Whether a path is where some version retired a file to. */
  static boolean isRetired(String candidate, String path) {
    return candidate.endsWith("/" + path + GONE);
  }

  /** The version that retired a file; empty if the path is not one of a retired file. */
  static OptionalLong retiringVersion(String path) {
    int from = RETIRED.length() + 1;
    return path.startsWith(RETIRED + "/") && path.length() > from + DIGITS
        ? digitsOf(path.substring(from, from + DIGITS))
        : OptionalLong.empty();
  }

  /** Whether readers of plain directories skip a path: some name in it begins with _ or a dot. */
  static boolean isHidden(String path) {
    for (String name : path.split("/", -1)) {
      if (name.startsWith(".") || (name.startsWith("_") && name.indexOf('=') < 0)) {
        return true;
      }
    }
    return false;
  }

  private static String digits(long version) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", version);
  }

  private static OptionalLong digitsOf(String text) {
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** A name that may stand in a path, whatever the runner calls its attempts. */
  static String safe(String attempt) {
    StringBuilder out = new StringBuilder(attempt.length());
    for (int i = 0; i < attempt.length(); i++) {
      char c = attempt.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      out.append(plain || c == '-' ? String.valueOf(c) : "_" + Integer.toHexString(c) + "_");
    }
    return out.isEmpty() ? "_" : out.toString();
  }
}
