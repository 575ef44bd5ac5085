package io.refrain.jdbc.table;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import java.math.BigDecimal;

/**
 * What a column would quietly change: numbers rounded, seconds cut, blanks dropped. Databases
 * differ in what they refuse and what they bend; here a value is stored as it is, or its row is
 * rejected.
 */
public final class ValueLimits {
  private static final int MICROS_DIGITS = 6;

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
            && stored.scale() != StoredType.UNLIMITED
            && !alwaysFits();
  }

  private boolean alwaysFits() {
    boolean declared = type.kind() == Kind.DECIMAL64 || type.kind() == Kind.DECIMAL;
    return declared
        && type.scale() <= stored.scale()
        && type.precision() - type.scale() <= stored.size() - stored.scale();
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
      case REAL, DOUBLE ->
          stored.scale() == StoredType.FINITE && !Double.isFinite(floating(row))
              ? floating(row) + " is nothing that " + stored.name() + " holds"
              : null;
      case TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE ->
          row.getLong(column) % unit != 0
              ? "the fraction of its second has more than " + stored.scale() + " digits"
              : null;
      case TEXT -> losesBlanks(row) ? "it is longer than " + limited() : null;
      case PADDED_TEXT ->
          endsInBlank(row) ? "it ends in a blank, which " + stored.name() + " does not keep" : null;
      case PADDED_BYTES ->
          row.valueLength(column) < stored.size()
              ? "it has " + row.valueLength(column) + " bytes, which " + limited() + " fills up"
              : null;
      default -> null;
    };
  }

  private double floating(RowCursor row) {
    return type.kind() == Kind.FLOAT ? row.getFloat(column) : row.getDouble(column);
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
