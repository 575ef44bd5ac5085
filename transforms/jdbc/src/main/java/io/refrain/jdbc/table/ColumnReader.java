package io.refrain.jdbc.table;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import io.refrain.jdbc.dialect.SqlStates;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.StoredType.Quirk;
import io.refrain.jdbc.dialect.ValueReader;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Reads the stored values of one column back into the form that the input's rows have. */
public final class ColumnReader implements ValueReader {
  private static final long MICROS = 1_000_000L;

  private final int column;
  private final String name;
  private final ColumnType type;
  private final StoredType stored;
  private final DynamicValue dynamic;

  public ColumnReader(int column, String name, ColumnType type, StoredType stored) {
    this.column = column;
    this.name = name;
    this.type = type;
    this.stored = stored;
    this.dynamic = new DynamicValue(column, name, type, stored.family());
  }

  @Override
  public boolean read(ResultSet from, int index, RowWriter row) throws SQLException {
    try {
      boolean there =
          stored.has(Quirk.DYNAMIC)
              ? dynamic.read(from.getObject(index), row)
              : readExactly(from, index, row);
      if (!there) {
        row.setNull(column);
      }
      return true;
    } catch (UnfitValueException | ArithmeticException e) {
      row.setNull(column);
      return false;
    }
  }

  private boolean readExactly(ResultSet from, int index, RowWriter row) throws SQLException {
    switch (stored.family()) {
      case BOOLEAN -> row.setLong(column, from.getBoolean(index) ? 1 : 0);
      case TINYINT, SMALLINT, INTEGER, BIGINT -> row.setLong(column, narrow(from.getLong(index)));
      case DECIMAL -> {
        return readDecimal(from, index, row);
      }
      case REAL -> {
        float value = from.getFloat(index);
        if (from.wasNull()) {
          return false;
        }
        row.setFloat(column, value);
      }
      case DOUBLE -> {
        double value = from.getDouble(index);
        // Of a null some drivers make NaN, which must not be left behind in the row.
        if (from.wasNull()) {
          return false;
        }
        readDouble(value, row);
      }
      default -> {
        return readObject(from, index, row);
      }
    }
    return !from.wasNull();
  }

  private boolean readObject(ResultSet from, int index, RowWriter row) throws SQLException {
    switch (stored.family()) {
      case DATE -> {
        LocalDate value = from.getObject(index, LocalDate.class);
        if (value != null) {
          int day = Math.toIntExact(value.toEpochDay());
          row.setLong(column, day);
        }
        return value != null;
      }
      case TIME -> {
        LocalTime value = from.getObject(index, LocalTime.class);
        if (value != null) {
          row.setLong(column, micros(0, value.toNanoOfDay()));
        }
        return value != null;
      }
      case TIMESTAMP -> {
        LocalDateTime value = from.getObject(index, LocalDateTime.class);
        if (value != null) {
          row.setLong(column, dayOrMicros(name, type, micros(value.toInstant(ZoneOffset.UTC))));
        }
        return value != null;
      }
      case TIMESTAMP_WITH_ZONE -> {
        OffsetDateTime value = from.getObject(index, OffsetDateTime.class);
        if (value != null) {
          row.setLong(column, micros(value.toInstant()));
        }
        return value != null;
      }
      case UUID -> {
        UUID value = from.getObject(index, UUID.class);
        if (value != null) {
          row.setUuid(column, value.getMostSignificantBits(), value.getLeastSignificantBits());
        }
        return value != null;
      }
      case TEXT, PADDED_TEXT -> {
        String value = from.getString(index);
        if (value != null && type.kind() == Kind.UUID) {
          readUuid(value, row);
        } else if (value != null) {
          row.setString(column, stored.family() == Family.TEXT ? value : trimmed(value));
        }
        return value != null;
      }
      default -> {
        byte[] value = from.getBytes(index);
        if (value != null) {
          row.setBytes(column, value);
        }
        return value != null;
      }
    }
  }

  private boolean readDecimal(ResultSet from, int index, RowWriter row) throws SQLException {
    BigDecimal value;
    try {
      value = from.getBigDecimal(index);
    } catch (SQLException e) {
      // Some databases store NaN and infinity in a decimal column; Java has no such decimal.
      if (e.getSQLState() != null && e.getSQLState().startsWith(SqlStates.DATA_EXCEPTION)) {
        throw unfit("not a number");
      }
      throw e;
    }
    if (value == null) {
      return false;
    }
    if (ColumnPort.isWhole(type)) {
      row.setLong(column, narrow(value.longValueExact()));
    } else {
      row.setDecimal(column, value);
    }
    return true;
  }

  private void readUuid(String text, RowWriter row) {
    UUID value;
    try {
      value = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw unfit(text + " is no UUID");
    }
    if (!value.toString().equals(text)) {
      throw unfit(text + " is not how a UUID is written");
    }
    row.setUuid(column, value.getMostSignificantBits(), value.getLeastSignificantBits());
  }

  private void readDouble(double value, RowWriter row) {
    if (type.kind() == Kind.DOUBLE) {
      row.setDouble(column, value);
    } else if (Double.compare((float) value, value) == 0) {
      row.setFloat(column, (float) value);
    } else {
      throw unfit(value + " is no REAL");
    }
  }

  private long narrow(long value) {
    return narrow(name, type, value);
  }

  static long narrow(String name, ColumnType type, long value) {
    int unused = 64 - type.kind().width() * Byte.SIZE;
    if (value << unused >> unused != value) {
      throw new UnfitValueException(name, value + " is no " + type.describe());
    }
    return value;
  }

  /** Where dates are stored as midnights, another time is no date. */
  static long dayOrMicros(String name, ColumnType type, long micros) {
    if (type.kind() != Kind.DATE) {
      return micros;
    }
    if (Math.floorMod(micros, ColumnPort.MICROS_PER_DAY) != 0) {
      throw new UnfitValueException(name, "it has a time of day");
    }
    return Math.floorDiv(micros, ColumnPort.MICROS_PER_DAY);
  }

  private long micros(long seconds, long nanos) {
    if (nanos % 1000 != 0) {
      throw unfit("finer than a microsecond");
    }
    return Math.addExact(Math.multiplyExact(seconds, MICROS), nanos / 1000);
  }

  private long micros(Instant instant) {
    return micros(instant.getEpochSecond(), instant.getNano());
  }

  private static String trimmed(String padded) {
    int end = padded.length();
    while (end > 0 && padded.charAt(end - 1) == ' ') {
      end--;
    }
    return padded.substring(0, end);
  }

  private UnfitValueException unfit(String reason) {
    return new UnfitValueException(name, reason);
  }
}
