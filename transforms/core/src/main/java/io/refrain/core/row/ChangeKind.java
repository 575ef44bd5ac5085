package io.refrain.core.row;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The column that says what happened to a row. {@code d} and {@code delete}, in any case, are
 * deletes (Debezium writes the first, most others the second); everything else is an upsert.
 */
public final class ChangeKind {
  private static final Set<String> DELETES = Set.of("d", "delete");

  private final RowLayout layout;
  private final int column;

  /**
   * @throws IllegalArgumentException if there is no such column, or it holds no text
   */
  public ChangeKind(RowLayout layout, String column) {
    this.layout = layout;
    this.column = layout.indexOf(column);
    ColumnType type = layout.type(this.column);
    if (type.kind() != ColumnType.Kind.STRING) {
      throw new IllegalArgumentException(
          "Change kind column '" + column + "' must hold text, but is " + type.describe() + ".");
    }
  }

  /** Whether a row is a delete. */
  public boolean isDelete(byte[] bytes, int row) {
    int length = layout.valueLength(bytes, row, column);
    if (length == 0 || length > "delete".length()) {
      return false;
    }
    String kind =
        new String(bytes, layout.valueOffset(bytes, row, column), length, StandardCharsets.UTF_8);
    return DELETES.contains(kind.toLowerCase(Locale.ROOT));
  }
}
