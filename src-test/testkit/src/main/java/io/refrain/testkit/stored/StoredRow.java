package io.refrain.testkit.stored;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One row of what is stored: columns and their values, as text.
 *
 * <p>Two rows are equal if they are of the same store and have the same columns with the same
 * values, whatever their order. A null is not the text {@code null}.
 */
public final class StoredRow {
  private final String store;
  private final Map<String, String> cells;

  private StoredRow(String store, Map<String, String> cells) {
    this.store = store;
    this.cells = cells;
  }

  /**
   * A row of columns, each followed by its value.
   *
   * @throws IllegalArgumentException if a column has no value or stands there twice
   */
  public static StoredRow of(Object... columnsAndValues) {
    if (columnsAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "A row is made of columns, each followed by its value, but "
              + columnsAndValues[columnsAndValues.length - 1]
              + " has none.");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      String column = columnsAndValues[i].toString();
      if (values.containsKey(column)) {
        throw new IllegalArgumentException("The column " + column + " stands there twice.");
      }
      values.put(column, columnsAndValues[i + 1]);
    }
    return of(values);
  }

  /** A row of columns by their names; the map's order is the order they are shown in. */
  public static StoredRow of(Map<String, ?> values) {
    Map<String, String> cells = new LinkedHashMap<>();
    values.forEach((column, value) -> cells.put(column, CellText.of(value)));
    return new StoredRow("", Collections.unmodifiableMap(cells));
  }

  /** The same row, as one of a named store. */
  public StoredRow in(String name) {
    return new StoredRow(name, cells);
  }

  /** The name of its store; empty if there is but one. */
  public String store() {
    return store;
  }

  /** The columns, in the order they are shown in. */
  public Set<String> columns() {
    return cells.keySet();
  }

  /**
   * The value of a column as text; null for a null, and for a column that the row does not have.
   */
  public String value(String column) {
    return cells.get(column);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof StoredRow other && store.equals(other.store) && cells.equals(other.cells);
  }

  @Override
  public int hashCode() {
    return Objects.hash(store, cells);
  }

  /** For example {@code orders{order_id=1, status=open}}. */
  @Override
  public String toString() {
    return store + cells;
  }
}
