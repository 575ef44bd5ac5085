package io.refrain.core.merge;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import java.util.Optional;

/**
 * Copies a column from rows of one layout to rows of another, exactly or not at all: columns of the
 * same form as they are, whole numbers, decimals and floating-point numbers by their value.
 */
final class ColumnMapping {
  private enum How {
    AS_IT_IS,
    WHOLE_NUMBER,
    DECIMAL,
    FLOATING
  }

  private final String name;
  private final int from;
  private final int to;
  private final ColumnType toType;
  private final How how;

  private ColumnMapping(String name, int from, int to, ColumnType toType, How how) {
    this.name = name;
    this.from = from;
    this.to = to;
    this.toType = toType;
    this.how = how;
  }

  /** From one column to another; empty if values of the one are none of the other. */
  static Optional<ColumnMapping> of(
      String name, int from, ColumnType fromType, int to, ColumnType toType) {
    return how(fromType, toType).map(how -> new ColumnMapping(name, from, to, toType, how));
  }

  private static Optional<How> how(ColumnType from, ColumnType to) {
    if (sameForm(from, to)) {
      return Optional.of(How.AS_IT_IS);
    } else if (isWhole(from) && isWhole(to)) {
      return Optional.of(How.WHOLE_NUMBER);
    } else if (isDecimal(from) && isDecimal(to)) {
      return Optional.of(How.DECIMAL);
    } else if (isFloating(from) && isFloating(to)) {
      return Optional.of(How.FLOATING);
    }
    return Optional.empty();
  }

  private static boolean sameForm(ColumnType a, ColumnType b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return a.kind() == b.kind()
        && a.precision() == b.precision()
        && a.scale() == b.scale()
        && sameForm(a.key(), b.key())
        && sameForm(a.element(), b.element())
        && (a.nested() == null || a.nested().describe().equals(b.nested().describe()));
  }

  private static boolean isWhole(ColumnType type) {
    return switch (type.kind()) {
      case INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }

  private static boolean isDecimal(ColumnType type) {
    return switch (type.kind()) {
      case DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> true;
      default -> false;
    };
  }

  private static boolean isFloating(ColumnType type) {
    return type.kind() == ColumnType.Kind.FLOAT || type.kind() == ColumnType.Kind.DOUBLE;
  }

  /** The column it copies to. */
  int to() {
    return to;
  }

  /**
   * Copies the column of a row.
   *
   * @throws UnfitValueException if the value has no exact form
   */
  void copy(RowCursor row, RowWriter out) {
    if (row.isNull(from)) {
      out.setNull(to);
      return;
    }
    switch (how) {
      case AS_IT_IS -> out.copy(to, row, from);
      case WHOLE_NUMBER -> out.setLong(to, inRange(row.getLong(from)));
      case DECIMAL -> out.setDecimal(to, row.getDecimal(from));
      case FLOATING -> copyFloating(row, out);
    }
  }

  private long inRange(long value) {
    int unused = Long.SIZE - toType.kind().width() * Byte.SIZE;
    if (value << unused >> unused != value) {
      throw new UnfitValueException(name, value + " is out of range for " + toType.describe());
    }
    return value;
  }

  private void copyFloating(RowCursor row, RowWriter out) {
    if (toType.kind() == ColumnType.Kind.DOUBLE) {
      out.setDouble(to, row.getFloat(from));
      return;
    }
    double value = row.getDouble(from);
    if (Double.compare((float) value, value) != 0) {
      throw new UnfitValueException(name, value + " has no exact form as " + toType.describe());
    }
    out.setFloat(to, (float) value);
  }
}
