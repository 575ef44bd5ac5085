package io.refrain.core.testing;

import io.refrain.core.ReplaceScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A partition value as text, worked out apart from the code under test. */
final class PartitionText {
  private PartitionText() {}

  static String of(Object value) {
    if (value instanceof LocalDateTime moment) {
      return ReplaceScope.PartitionText.TIMESTAMP.format(moment);
    } else if (value instanceof Instant instant) {
      return of(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    } else if (value instanceof org.joda.time.Instant instant) {
      return of(Instant.ofEpochMilli(instant.getMillis()));
    } else if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value.toString();
  }
}
