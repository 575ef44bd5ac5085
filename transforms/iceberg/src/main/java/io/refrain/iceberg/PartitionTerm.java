package io.refrain.iceberg;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;

/**
 * One field of a partition spec: a column, or a transform of one.
 *
 * @param transform identity, year, month, day, hour, bucket or truncate
 * @param width how many buckets, or how wide; 0 for the others
 * @param column the source column
 */
record PartitionTerm(String transform, int width, String column) implements Serializable {
  private static final Pattern CALL =
      Pattern.compile("(\\w+)\\s*\\(\\s*(?:(\\d{1,9})\\s*,)?\\s*([^()]+?)\\s*\\)");
  private static final String IDENTITY = "identity";

  /**
   * Reads {@code order_date}, {@code day(updated_at)}, {@code bucket(16, order_id)} or {@code
   * truncate(4, product)}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static PartitionTerm parse(String text) {
    Matcher call = CALL.matcher(text.strip());
    if (!call.matches()) {
      if (text.isBlank() || text.indexOf('(') >= 0 || text.indexOf(')') >= 0) {
        throw unknown(text);
      }
      return new PartitionTerm(IDENTITY, 0, text.strip());
    }
    String transform = call.group(1).toLowerCase(Locale.ROOT);
    int width = call.group(2) == null ? 0 : Integer.parseInt(call.group(2));
    boolean needsWidth = transform.equals("bucket") || transform.equals("truncate");
    switch (transform) {
      case IDENTITY, "year", "month", "day", "hour", "bucket", "truncate" -> {}
      default -> throw unknown(text);
    }
    if (needsWidth != (width > 0)) {
      throw unknown(text);
    }
    return new PartitionTerm(transform, width, call.group(3));
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no partition field. Write a column, year(c), month(c), day(c), hour(c),"
            + " bucket(n, c) or truncate(width, c).");
  }

  boolean isIdentity() {
    return transform.equals(IDENTITY);
  }

  void addTo(PartitionSpec.Builder spec) {
    switch (transform) {
      case IDENTITY -> spec.identity(column);
      case "year" -> spec.year(column);
      case "month" -> spec.month(column);
      case "day" -> spec.day(column);
      case "hour" -> spec.hour(column);
      case "bucket" -> spec.bucket(column, width);
      default -> spec.truncate(column, width);
    }
  }
}
