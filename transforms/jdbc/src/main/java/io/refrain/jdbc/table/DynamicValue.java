package io.refrain.jdbc.table;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import io.refrain.jdbc.dialect.StoredType.Family;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Reads a value from a column that may hold any, whatever it was declared as: exactly in the form
 * in which it would have been written, or not at all.
 */
final class DynamicValue {
  /** Any decimal of so many digits is a double and back again. */
  private static final MathContext SURE_DIGITS_OF_A_DOUBLE =
      new MathContext(15, RoundingMode.HALF_EVEN);

  private final int column;
  private final String name;
  private final ColumnType type;
  private final Family family;

  DynamicValue(int column, String name, ColumnType type, Family family) {
    this.column = column;
    this.name = name;
    this.type = type;
    this.family = family;
  }

  /** Puts a value into a row; false if there is none. */
  boolean read(Object value, RowWriter row) {
    if (value == null) {
      return false;
    }
    switch (family) {
      case BOOLEAN -> row.setLong(column, truth(whole(value)));
      case TINYINT, SMALLINT, INTEGER, BIGINT ->
          row.setLong(column, ColumnReader.narrow(name, type, whole(value)));
      case DECIMAL -> decimal(value, row);
      case REAL, DOUBLE -> floating(value, row);
      case DATE -> row.setLong(column, date(value));
      case TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE -> row.setLong(column, time(text(value)));
      case UUID -> uuid(text(value), row);
      case TEXT, PADDED_TEXT -> row.setString(column, text(value));
      case BYTES, PADDED_BYTES -> {
        if (!(value instanceof byte[] bytes)) {
          throw unfit(value);
        }
        row.setBytes(column, bytes);
      }
      case OTHER -> throw unfit(value);
    }
    return true;
  }

  private long truth(long value) {
    if (value != 0 && value != 1) {
      throw unfit(value);
    }
    return value;
  }

  private long whole(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw unfit(value);
  }

  private void decimal(Object value, RowWriter row) {
    BigDecimal decimal;
    try {
      // The database gives a number back in the digits that it keeps for sure.
      decimal =
          value instanceof Double d
              ? new BigDecimal(d).round(SURE_DIGITS_OF_A_DOUBLE)
              : new BigDecimal(value.toString());
    } catch (NumberFormatException e) {
      throw unfit(value);
    }
    if (ColumnPort.isWhole(type)) {
      row.setLong(column, ColumnReader.narrow(name, type, decimal.longValueExact()));
    } else {
      row.setDecimal(column, decimal);
    }
  }

  private void floating(Object value, RowWriter row) {
    if (!(value instanceof Double d)) {
      throw unfit(value);
    }
    if (type.kind() == Kind.DOUBLE) {
      row.setDouble(column, d);
    } else if (Double.compare(d.floatValue(), d) == 0) {
      row.setFloat(column, d.floatValue());
    } else {
      throw unfit(value);
    }
  }

  private long date(Object value) {
    try {
      long day =
          value instanceof LocalDate date ? date.toEpochDay() : IsoText.parseDate(text(value));
      return Math.toIntExact(day);
    } catch (DateTimeException e) {
      throw unfit(value);
    }
  }

  private long time(String text) {
    try {
      return family == Family.TIME
          ? IsoText.parseTime(text)
          : ColumnReader.dayOrMicros(name, type, IsoText.parseTimestamp(text));
    } catch (DateTimeException e) {
      throw unfit(text);
    }
  }

  private void uuid(String text, RowWriter row) {
    UUID uuid;
    try {
      uuid = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw unfit(text);
    }
    if (!uuid.toString().equals(text)) {
      throw unfit(text);
    }
    row.setUuid(column, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  private String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw unfit(value);
  }

  private UnfitValueException unfit(Object value) {
    return new UnfitValueException(name, "'" + value + "' is no " + type.describe());
  }
}
