package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.row.RowWriter;
import java.util.List;

/** Brings rows of a file's columns to those of the schema: by name, as they stand or widened. */
final class ParquetColumns {
  private final RowLayout to;
  private final int[] fromColumn;
  private final int[] maxChars;
  private final boolean identical;

  private ParquetColumns(RowLayout to, int[] fromColumn, boolean identical) {
    this.to = to;
    this.fromColumn = fromColumn;
    this.identical = identical;
    this.maxChars =
        to.schema().getFields().stream().mapToInt(f -> FieldText.maxChars(f.getType())).toArray();
  }

  /**
   * Matches columns by name.
   *
   * @throws InputException if the file lacks a column, has one too many, or one of another type
   */
  static ParquetColumns match(RowLayout from, RowLayout to, String file, boolean ignoreExtra) {
    List<String> present = from.schema().getFieldNames();
    int[] columns = new int[to.columnCount()];
    boolean identical = from.columnCount() == columns.length;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = present.indexOf(to.name(i));
      if (columns[i] < 0) {
        throw new InputException(
            file
                + " has no column '"
                + to.name(i)
                + "', which the schema names. Its columns are "
                + present
                + ". Nothing was stored.");
      }
      ColumnType is = from.type(columns[i]);
      if (!is.equals(to.type(i)) && !widens(is, to.type(i))) {
        throw new InputException(
            "Column '"
                + to.name(i)
                + "' of "
                + file
                + " is "
                + is.describe()
                + ", which is not read as "
                + to.type(i).describe()
                + ", as the schema says. Leave the schema out to take the file's own. Nothing was"
                + " stored.");
      }
      identical &= columns[i] == i && is.equals(to.type(i));
    }
    List<String> extra = present.stream().filter(n -> !to.schema().hasField(n)).toList();
    if (!extra.isEmpty() && !ignoreExtra) {
      throw new InputException(
          file
              + " has the columns "
              + extra
              + ", which the schema does not name. Add them to the schema, or ask for extra columns"
              + " to be ignored. Nothing was stored.");
    }
    return new ParquetColumns(to, columns, identical);
  }

  /** Whether every value of one type is one of the other. */
  private static boolean widens(ColumnType from, ColumnType to) {
    return switch (to.kind()) {
      case INT16, INT32, INT64 -> isWhole(from) && from.kind().width() < to.kind().width();
      case DOUBLE -> from.kind() == ColumnType.Kind.FLOAT;
      case DECIMAL64, DECIMAL ->
          from.kind() == to.kind()
              && from.scale() == to.scale()
              && from.precision() <= to.precision();
      default -> false;
    };
  }

  private static boolean isWhole(ColumnType type) {
    return switch (type.kind()) {
      case INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }

  /** Whether rows need no change. */
  boolean areIdentical() {
    return identical;
  }

  /** The row as rejected if it does not fit the schema, else null. */
  RejectedRow check(RowCursor row, RowText text, long origin) {
    for (int i = 0; i < fromColumn.length; i++) {
      RejectedRow.Code code = null;
      String reason = null;
      if (row.isNull(fromColumn[i])) {
        if (!to.nullable(i)) {
          code = RejectedRow.Code.NULL_VALUE;
          reason = "null, where the schema says NOT NULL";
        }
      } else if (maxChars[i] < Integer.MAX_VALUE
          && row.getString(fromColumn[i]).length() > maxChars[i]) {
        code = RejectedRow.Code.UNFIT_VALUE;
        reason =
            "'" + row.getString(fromColumn[i]) + "' is longer than " + maxChars[i] + " characters";
      }
      if (code != null) {
        String rendered = text.render(row.bytes(), row.offset(), row.length());
        return new RejectedRow(code, to.name(i), reason, rendered, origin);
      }
    }
    return null;
  }

  /** Copies a row that fits. */
  void copy(RowCursor row, RowWriter out) {
    for (int i = 0; i < fromColumn.length; i++) {
      int from = fromColumn[i];
      ColumnType is = row.layout().type(from);
      if (row.isNull(from) || is.kind() == to.type(i).kind()) {
        out.copy(i, row, from);
      } else if (is.kind() == ColumnType.Kind.FLOAT) {
        out.setDouble(i, row.getFloat(from));
      } else {
        out.setLong(i, row.getLong(from));
      }
    }
  }
}
