package io.refrain.core.row;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The column that says what happened to a row.
 *
 * <p>A column of text says so in a word, in any case: {@code d} (Debezium), {@code D}, {@code
 * delete} or {@code -D} (Flink) is a delete; {@code c}, {@code r}, {@code u}, {@code i}, {@code
 * create}, {@code read}, {@code insert}, {@code update}, {@code upsert}, {@code replace}, {@code
 * +I}, {@code +U}, {@code update_after} or {@code update_postimage} (Delta) is an upsert. A boolean
 * column is true for a delete. A column of timestamps holds the moment of the deletion, and null
 * for an upsert.
 */
public final class ChangeKind {
  private static final Set<String> DELETES = Set.of("d", "delete", "-d");
  private static final Set<String> UPSERTS =
      Set.of(
          "c",
          "r",
          "u",
          "i",
          "create",
          "read",
          "insert",
          "update",
          "upsert",
          "replace",
          "+i",
          "+u",
          "update_after",
          "update_postimage");
  private static final int LONGEST = "update_postimage".length();

  private final RowLayout layout;
  private final int column;
  private final ColumnType.Kind type;

  /** What happened to a row. */
  public enum Kind {
    /** The row is what its key holds from now on. */
    UPSERT,
    /** Its key holds nothing from now on. */
    DELETE
  }

  /**
   * @throws IllegalArgumentException if there is no such column, or it holds neither text, booleans
   *     nor timestamps
   */
  public ChangeKind(RowLayout layout, String column) {
    this.layout = layout;
    this.column = layout.indexOf(column);
    this.type = layout.type(this.column).kind();
    switch (type) {
      case STRING, BOOLEAN, TIMESTAMP, LOCAL_TIMESTAMP -> {}
      default ->
          throw new IllegalArgumentException(
              "Change kind column '"
                  + column
                  + "' must hold text, a boolean or the moment of the deletion, but is "
                  + layout.type(this.column).describe()
                  + ".");
    }
  }

  /** Whether a row is a delete; a word that is not known is none. */
  public boolean isDelete(byte[] bytes, int row) {
    if (layout.isNull(bytes, row, column)) {
      return false;
    }
    return switch (type) {
      case STRING -> DELETES.contains(word(bytes, row));
      case BOOLEAN -> bytes[layout.valueOffset(bytes, row, column)] != 0;
      default -> true;
    };
  }

  /** What happened to a row; empty for a word that is not known, and for none. */
  public Optional<Kind> of(byte[] bytes, int row) {
    boolean known =
        switch (type) {
          case STRING -> {
            String word = layout.isNull(bytes, row, column) ? "" : word(bytes, row);
            yield DELETES.contains(word) || UPSERTS.contains(word);
          }
          case BOOLEAN -> !layout.isNull(bytes, row, column);
          default -> true;
        };
    if (!known) {
      return Optional.empty();
    }
    return Optional.of(isDelete(bytes, row) ? Kind.DELETE : Kind.UPSERT);
  }

  private String word(byte[] bytes, int row) {
    int length = layout.valueLength(bytes, row, column);
    if (length > LONGEST) {
      return "";
    }
    return new String(bytes, layout.valueOffset(bytes, row, column), length, StandardCharsets.UTF_8)
        .toLowerCase(Locale.ROOT);
  }
}
