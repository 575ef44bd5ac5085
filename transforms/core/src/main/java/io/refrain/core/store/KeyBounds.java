package io.refrain.core.store;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the keys of a merge lie: of each key column the least and the greatest value and, if they
 * are few, all of them. A key lies within if each of its columns does.
 *
 * @param columns one for each key column; empty if nothing is known, so that any key lies within
 */
public record KeyBounds(List<Column> columns) implements Serializable {
  /** Any key at all. */
  public static final KeyBounds ANY = new KeyBounds(List.of());

  /** Up to how many distinct values of a column are listed. */
  public static final int MAX_VALUES = 256;

  public KeyBounds {
    columns = List.copyOf(columns);
  }

  /** The values of one key column. Each is a row of one column, to be read as column 0. */
  public static final class Column implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final ArrayList<byte[]> values;
    private final boolean all;

    private Column(RowLayout layout, List<byte[]> values, boolean all) {
      this.layout = layout;
      this.values = new ArrayList<>(values);
      this.all = all;
    }

    /**
     * All values there are.
     *
     * @param layout of the one column, of the name and type that it has in the table
     * @param values at least one, in their natural order
     */
    public static Column of(RowLayout layout, List<byte[]> values) {
      return new Column(layout, values, true);
    }

    /** Only the first and the last value are known. */
    public static Column between(RowLayout layout, byte[] min, byte[] max) {
      return new Column(layout, List.of(min, max), false);
    }

    /** The column, of the name and type that it has in the table. */
    public RowLayout layout() {
      return layout;
    }

    public String name() {
      return layout.name(0);
    }

    /** The least value. */
    public RowCursor min() {
      return cursor(values.get(0));
    }

    /** The greatest value. */
    public RowCursor max() {
      return cursor(values.get(values.size() - 1));
    }

    /** All values in their order, at most {@link #MAX_VALUES}; empty if there are more. */
    public List<RowCursor> values() {
      return all ? values.stream().map(this::cursor).collect(Collectors.toList()) : List.of();
    }

    private RowCursor cursor(byte[] value) {
      return new RowCursor(layout).at(value, 0, value.length);
    }
  }
}
