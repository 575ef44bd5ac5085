package io.refrain.parquet.file;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** What a stored number means in the encoding of rows. */
final class Primitives {
  private static final long MICROS_PER_MILLI = 1000;

  private Primitives() {}

  /** What a stored INT32 or INT64 is multiplied with to be microseconds; 1 for all else. */
  static long factor(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    TimeUnit unit = TimeUnit.MICROS;
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      unit = time.getUnit();
    } else if (logical instanceof TimestampLogicalTypeAnnotation at) {
      unit = at.getUnit();
    }
    return unit == TimeUnit.MILLIS ? MICROS_PER_MILLI : 1;
  }

  /** The bits of a stored INT32 that count: all, unless it is an unsigned number. */
  static long mask(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation it && !it.isSigned()
        ? (1L << it.getBitWidth()) - 1
        : -1L;
  }

  /** The unscaled value of a decimal stored as bytes. */
  static BigInteger unscaled(Binary value) {
    return new BigInteger(value.getBytesUnsafe());
  }

  static BigDecimal decimal(Binary value, int scale) {
    return new BigDecimal(unscaled(value), scale);
  }

  /** The two halves of a UUID. */
  static long[] uuid(Binary value) {
    ByteBuffer bytes = value.toByteBuffer();
    return new long[] {bytes.getLong(), bytes.getLong()};
  }
}
