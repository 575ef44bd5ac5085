package io.refrain.cli.verify;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Makes an older delivery of a delivery: the same rows, each of an older version, so that of every
 * key its newest version is older than the newest of the delivery itself.
 *
 * <p>Nothing else of a row is touched: other values could break constraints that these keep.
 *
 * @param column the first of the version columns, which decides
 * @param step by how much it goes back, in the column's own unit
 * @param least the least value it may have
 * @param words the step, for a person
 */
public record OlderVersion(int column, long step, long least, String words)
    implements Serializable {

  /** For deliveries of these columns; empty if none can be made of their versions. */
  public static Optional<OlderVersion> in(RowLayout layout, LatestBy latestBy) {
    String name = latestBy.versions().get(0);
    if (!layout.schema().hasField(name) || latestBy.keys().contains(name)) {
      // With another version it would be another key.
      return Optional.empty();
    }
    int column = layout.indexOf(name);
    ColumnType type = layout.type(column);
    return Optional.ofNullable(
        switch (type.kind()) {
          case INT8 -> new OlderVersion(column, 1, Byte.MIN_VALUE, name + " less by 1");
          case INT16 -> new OlderVersion(column, 1, Short.MIN_VALUE, name + " less by 1");
          case INT32 -> new OlderVersion(column, 1, Integer.MIN_VALUE, name + " less by 1");
          case INT64 -> new OlderVersion(column, 1, Long.MIN_VALUE, name + " less by 1");
          case DATE -> new OlderVersion(column, 1, Integer.MIN_VALUE, name + " earlier by a day");
          // A database may keep whole seconds only.
          case TIMESTAMP, LOCAL_TIMESTAMP ->
              new OlderVersion(column, 1_000_000, Long.MIN_VALUE, name + " earlier by a second");
          case DECIMAL64 -> decimal(column, name, type);
          default -> null;
        });
  }

  private static OlderVersion decimal(int column, String name, ColumnType type) {
    // Of 0.99, say, nothing whole can be taken away.
    if (type.precision() <= type.scale()) {
      return null;
    }
    return new OlderVersion(
        column,
        BigInteger.TEN.pow(type.scale()).longValueExact(),
        1 - BigInteger.TEN.pow(type.precision()).longValueExact(),
        name + " less by 1");
  }

  /**
   * Writes the older one of a row.
   *
   * @return whether there is one
   */
  boolean write(RowCursor row, RowWriter out) {
    boolean isNull = row.isNull(column);
    if (!isNull && row.getLong(column) < least + step) {
      return false;
    }
    out.reset();
    for (int i = 0; i < out.layout().columnCount(); i++) {
      if (i == column && !isNull) {
        out.setLong(i, row.getLong(i) - step);
      } else {
        out.copy(i, row, i);
      }
    }
    return true;
  }
}
