package io.refrain.core.merge;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import java.util.ArrayList;
import java.util.List;

/**
 * How marked rows and those of the table correspond, column by column. Not thread-safe.
 *
 * <p>The table may have columns that the input lacks: an update keeps what they hold, an insert
 * leaves them null. It may not lack a column that the input has.
 */
final class TableFit {
  private final RowLayout marked;
  private final RowLayout table;
  private final List<String> columnsToRead = new ArrayList<>();
  // By column of the table: what it takes from a marked row; null where the input lacks it.
  private final ColumnMapping[] toTable;
  // By column of the marked layout but the last: what it takes from a row of columnsToRead.
  private final ColumnMapping[] fromTable;
  private final boolean[] key;
  private final boolean[] keyOrVersion;
  private final int flag;
  private final int flagRead;
  private final int flagMoment;
  private final boolean keepsColumns;
  private final RowWriter tableRow;
  private final RowWriter markedRow;
  private final RowCursor tableCursor;

  private TableFit(String target, RowLayout marked, RowLayout table, MergeSpec spec) {
    this.marked = marked;
    this.table = table;
    int last = marked.columnCount() - 1;
    this.toTable = new ColumnMapping[table.columnCount()];
    this.fromTable = new ColumnMapping[last];
    this.key = new boolean[last];
    this.keyOrVersion = new boolean[table.columnCount()];
    for (int i = 0; i < last; i++) {
      String name = marked.name(i);
      int at = columnOf(target, table, name);
      ColumnType here = marked.type(i);
      ColumnType there = table.type(at);
      toTable[at] = mapping(target, name, i, here, at, there, here, there);
      fromTable[i] = mapping(target, name, columnsToRead.size(), there, i, here, here, there);
      key[i] = spec.latestBy().keys().contains(name);
      keyOrVersion[at] = spec.isKeyOrVersion(name);
      columnsToRead.add(name);
    }
    this.flag = spec.softly() ? columnOf(target, table, spec.flag()) : -1;
    this.flagRead = columnsToRead.size();
    this.flagMoment = flag < 0 ? -1 : momentOf(target, spec);
    if (flag >= 0) {
      columnsToRead.add(spec.flag());
    }
    boolean keeps = false;
    for (int i = 0; i < toTable.length; i++) {
      boolean lacking = toTable[i] == null && i != flag;
      keeps |= lacking;
      if (lacking && !table.nullable(i)) {
        throw refused(
            target,
            "its column '" + table.name(i) + "' is required, and the input has no such column",
            "Add it to the input, or let the table's column be null");
      }
    }
    this.keepsColumns = keeps;
    this.tableRow = new RowWriter(table);
    this.markedRow = new RowWriter(marked);
    this.tableCursor = new RowCursor(table);
  }

  /**
   * How rows of a layout fit a table.
   *
   * @param target what messages call the table
   * @throws RefrainException of kind REFUSED if they do not
   */
  static TableFit of(String target, RowLayout marked, RowLayout table, MergeSpec spec) {
    return new TableFit(target, marked, table, spec);
  }

  /** The column of a table, or a refusal. */
  static int columnOf(String target, RowLayout table, String name) {
    if (!table.schema().hasField(name)) {
      throw refused(
          target,
          "it has no column '" + name + "'. Its columns are: " + table.schema().getFieldNames(),
          "Name one of these, or add the column to the table");
    }
    return table.indexOf(name);
  }

  private static ColumnMapping mapping(
      String target,
      String name,
      int from,
      ColumnType fromType,
      int to,
      ColumnType toType,
      ColumnType here,
      ColumnType there) {
    return ColumnMapping.of(name, from, fromType, to, toType)
        .orElseThrow(
            () ->
                refused(
                    target,
                    "its column '"
                        + name
                        + "' is "
                        + there.describe()
                        + ", but "
                        + here.describe()
                        + " in the input",
                    "Convert the input's column"));
  }

  /**
   * Where the flag is a moment: the version column that it is taken from; -1 if it is a boolean.
   */
  private int momentOf(String target, MergeSpec spec) {
    ColumnType type = table.type(flag);
    if (type.kind() == ColumnType.Kind.BOOLEAN) {
      return -1;
    }
    boolean moment =
        type.kind() == ColumnType.Kind.TIMESTAMP || type.kind() == ColumnType.Kind.LOCAL_TIMESTAMP;
    for (String version : spec.latestBy().versions()) {
      int column = marked.indexOf(version);
      if (moment && marked.type(column).kind() == type.kind()) {
        return column;
      }
    }
    throw refused(
        target,
        "its column '" + spec.flag() + "' is " + type.describe() + ", and cannot flag deleted rows",
        "Name a boolean column, or a timestamp of the same type as a version column");
  }

  private static RefrainException refused(String target, String why, String advice) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot merge into " + target + ": " + why + ". Nothing was changed. " + advice + ".");
  }

  /** The columns of the table that {@link #fromTable} takes. */
  List<String> columnsToRead() {
    return columnsToRead;
  }

  /** Whether the table has columns that the input lacks, which an update keeps. */
  boolean keepsColumns() {
    return keepsColumns;
  }

  /** Whether a column of the table is one of the key or of the version. */
  boolean isKeyOrVersion(int column) {
    return keyOrVersion[column];
  }

  /** A required column of the table that would be null; -1 if there is none. */
  int missing(RowCursor tableRow) {
    for (int i = 0; i < toTable.length; i++) {
      if (!table.nullable(i) && tableRow.isNull(i)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The row of the table that a marked row becomes; it is gone with the next call.
   *
   * @param stored the row of the table whose place it takes; null if there is none
   * @throws UnfitValueException if a value has no exact form in the table
   */
  RowCursor toTable(RowCursor row, RowCursor stored) {
    tableRow.reset();
    for (int i = 0; i < toTable.length; i++) {
      if (toTable[i] != null) {
        toTable[i].copy(row, tableRow);
      } else if (i == flag) {
        setFlag(row);
      } else if (stored == null) {
        tableRow.setNull(i);
      } else {
        tableRow.copy(i, stored, i);
      }
    }
    return tableCursor.at(tableRow.bytes(), 0, tableRow.length());
  }

  private void setFlag(RowCursor row) {
    boolean deleted = row.getLong(marked.columnCount() - 1) != 0;
    if (flagMoment < 0) {
      tableRow.setLong(flag, deleted ? 1 : 0);
    } else if (deleted) {
      tableRow.copy(flag, row, flagMoment);
    } else {
      tableRow.setNull(flag);
    }
  }

  /** Where {@link #fromTable} leaves the row. */
  RowWriter marked() {
    return markedRow;
  }

  /** What a stored row is to the input. */
  enum Form {
    /** All its values have a form in the layout of the input. */
    EXACT,
    /** Its key has: it differs from any row of the input. */
    INEXACT,
    /** Its key has none, so no row of the input has it. */
    NO_SUCH_KEY
  }

  /**
   * Brings a row of the table into the marked layout: {@link #marked} holds it then.
   *
   * @param row of {@link #columnsToRead}
   */
  Form fromTable(RowCursor row) {
    markedRow.reset();
    Form form = Form.EXACT;
    for (int i = 0; i < fromTable.length; i++) {
      try {
        fromTable[i].copy(row, markedRow);
      } catch (UnfitValueException e) {
        if (key[i]) {
          return Form.NO_SUCH_KEY;
        }
        markedRow.setNull(i);
        form = Form.INEXACT;
      }
    }
    markedRow.setLong(fromTable.length, isFlagged(row) ? 1 : 0);
    return form;
  }

  private boolean isFlagged(RowCursor row) {
    if (flag < 0 || row.isNull(flagRead)) {
      return false;
    }
    return flagMoment >= 0 || row.getLong(flagRead) != 0;
  }
}
