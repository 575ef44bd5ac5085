package io.refrain.jdbc.table;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.StoredType.Quirk;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a column would quietly change: numbers rounded, seconds cut, blanks dropped. Databases
 * differ in what they refuse and what they bend; here a value is stored as it is, or its row is
 * rejected.
 */
public final class ValueLimits {
  private static final int MICROS_DIGITS = 6;
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  /** A decimal without a scale reaches from 1E-120 to 1E+120 in every database that limits it. */
  private static final int FLOATING_EXPONENT = 120;

  private static final int FLOATING_DIGITS = 40;

  private final int column;
  private final ColumnType type;
  private final StoredType stored;
  private final long greatest;
  private final long unit;
  private final boolean checksDecimal;

  public ValueLimits(int column, ColumnType type, StoredType stored) {
    this.column = column;
    this.type = type;
    this.stored = stored;
    this.greatest =
        switch (stored.family()) {
          case TINYINT -> Byte.MAX_VALUE;
          case SMALLINT -> Short.MAX_VALUE;
          case INTEGER -> Integer.MAX_VALUE;
          default -> Long.MAX_VALUE;
        };
    boolean isTime =
        switch (stored.family()) {
          case TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE -> true;
          default -> false;
        };
    this.unit =
        isTime && stored.scale() >= 0 && stored.scale() < MICROS_DIGITS
            ? Math.round(Math.pow(10, MICROS_DIGITS - stored.scale()))
            : 1;
    this.checksDecimal =
        stored.family() == Family.DECIMAL
            && (stored.scale() != StoredType.UNLIMITED || isFloating())
            && !alwaysFits();
  }

  private boolean isFloating() {
    return stored.scale() == StoredType.UNLIMITED
        && stored.size() > 0
        && stored.size() <= FLOATING_DIGITS;
  }

  private boolean alwaysFits() {
    boolean declared = type.kind() == Kind.DECIMAL64 || type.kind() == Kind.DECIMAL;
    if (isFloating()) {
      return declared && type.precision() <= stored.size();
    }
    return declared
        && type.scale() <= stored.scale()
        && type.precision() - type.scale() <= stored.size() - stored.scale();
  }

  /** Whether every value of the type fits, so that none needs to be looked at. */
  boolean fitsAll() {
    return switch (stored.family()) {
      case BOOLEAN, BIGINT, UUID -> true;
      case TINYINT -> type.kind().width() == Byte.BYTES;
      case SMALLINT -> type.kind().width() <= Short.BYTES;
      case INTEGER -> type.kind().width() <= Integer.BYTES;
      case DECIMAL -> !checksDecimal;
      case DATE -> !stored.has(Quirk.YEARS_1_TO_9999);
      case TIME -> unit == 1;
      case TIMESTAMP, TIMESTAMP_WITH_ZONE -> unit == 1 && !stored.has(Quirk.YEARS_1_TO_9999);
      default -> false;
    };
  }

  /** Why a value that is not null does not fit; null if it does. */
  public String unfit(RowCursor row) {
    return switch (stored.family()) {
      case TINYINT, SMALLINT, INTEGER -> {
        long value = row.getLong(column);
        yield value > greatest || value < -greatest - 1
            ? value + " is out of the range of " + stored.name()
            : null;
      }
      case DECIMAL -> checksDecimal ? unfitDecimal(row) : null;
      case REAL, DOUBLE -> unfitNumber(row);
      case DATE -> unfitYear(row.getLong(column));
      case TIME -> unfitFraction(row);
      case TIMESTAMP, TIMESTAMP_WITH_ZONE -> {
        if (type.kind() == Kind.DATE) {
          yield unfitYear(row.getLong(column));
        }
        String reason = unfitFraction(row);
        yield reason != null
            ? reason
            : unfitYear(Math.floorDiv(row.getLong(column), ColumnPort.MICROS_PER_DAY));
      }
      case TEXT -> losesBlanks(row) ? "it is longer than " + limited() : unfitText(row);
      case PADDED_TEXT ->
          endsInBlank(row)
              ? "it ends in a blank, which " + stored.name() + " does not keep"
              : unfitText(row);
      case BYTES -> unfitEmpty(row);
      case PADDED_BYTES ->
          row.valueLength(column) < stored.size()
              ? "it has " + row.valueLength(column) + " bytes, which " + limited() + " fills up"
              : null;
      default -> null;
    };
  }

  private String unfitNumber(RowCursor row) {
    double value =
        type.kind() == Kind.FLOAT ? (double) row.getFloat(column) : row.getDouble(column);
    if (stored.scale() == StoredType.FINITE && !Double.isFinite(value)) {
      return value + " is nothing that " + stored.name() + " holds";
    }
    return stored.has(Quirk.NAN_IS_NULL) && Double.isNaN(value)
        ? "it is NaN, of which " + stored.name() + " makes null"
        : null;
  }

  private String unfitFraction(RowCursor row) {
    return row.getLong(column) % unit != 0
        ? "the fraction of its second has more than " + stored.scale() + " digits"
        : null;
  }

  private String unfitYear(long day) {
    return stored.has(Quirk.YEARS_1_TO_9999) && (day < FIRST_DAY || day > LAST_DAY)
        ? "its year is not between 1 and 9999, those that " + stored.name() + " has"
        : null;
  }

  private String unfitEmpty(RowCursor row) {
    return stored.has(Quirk.EMPTY_IS_NULL) && row.valueLength(column) == 0
        ? "it is empty, of which " + stored.name() + " makes null"
        : null;
  }

  private String unfitText(RowCursor row) {
    if (stored.quirks().isEmpty()) {
      return null;
    }
    int offset = row.valueOffset(column);
    int characters = 0;
    boolean ascii = true;
    for (int i = 0; i < row.valueLength(column); i++) {
      byte b = row.bytes()[offset + i];
      ascii &= b >= 0;
      // All bytes of UTF-8 but the continuing ones begin a character.
      characters += (b & 0xC0) == 0x80 ? 0 : 1;
    }
    if (stored.has(Quirk.ASCII_ONLY) && !ascii) {
      return "it has characters beyond ASCII, which " + stored.name() + " need not keep";
    }
    if (stored.has(Quirk.LENGTH_UNCHECKED) && stored.size() > 0 && characters > stored.size()) {
      return "its "
          + characters
          + " characters are more than "
          + stored.name()
          + " is declared to hold";
    }
    return unfitEmpty(row);
  }

  private String unfitDecimal(RowCursor row) {
    BigDecimal value =
        switch (type.kind()) {
          case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> row.getDecimal(column);
          default -> BigDecimal.valueOf(row.getLong(column));
        };
    if (value.signum() == 0) {
      return null;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    if (isFloating()) {
      int exponent = stripped.precision() - stripped.scale();
      return stripped.precision() > stored.size() || Math.abs(exponent) > FLOATING_EXPONENT
          ? value + " has more than the " + stored.size() + " digits of " + stored.name()
          : null;
    }
    String limit = stored.name() + "(" + stored.size() + "," + stored.scale() + ")";
    if (stripped.scale() > stored.scale()) {
      return value + " has more decimal places than " + limit;
    }
    return stripped.precision() - stripped.scale() > stored.size() - stored.scale()
        ? value + " has too many digits for " + limit
        : null;
  }

  /** Too long by blanks at its end is cut without a word; too long otherwise is an error. */
  private boolean losesBlanks(RowCursor row) {
    return stored.size() > 0
        && row.valueLength(column) > stored.size()
        && endsInBlank(row)
        && row.getString(column).codePoints().count() > stored.size();
  }

  private String limited() {
    return stored.name() + "(" + stored.size() + ")";
  }

  private boolean endsInBlank(RowCursor row) {
    int length = type.kind() == Kind.STRING ? row.valueLength(column) : 0;
    return length > 0 && row.bytes()[row.valueOffset(column) + length - 1] == ' ';
  }
}
