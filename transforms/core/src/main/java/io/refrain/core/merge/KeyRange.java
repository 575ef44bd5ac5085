package io.refrain.core.merge;

import io.refrain.core.store.KeyBounds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The values of one key column that were seen, as {@link KeyColumn} encodes them: all while they
 * are few, then the ends alone. It holds no layout, so that it is small where it travels.
 */
final class KeyRange implements Serializable {
  private static final long serialVersionUID = 1L;
  // All values in their order while they are few; then the least and the greatest.
  private final ArrayList<byte[]> values;
  private final boolean all;

  private KeyRange(List<byte[]> values, boolean all) {
    this.values = new ArrayList<>(values);
    this.all = all;
  }

  /** The values of both. */
  KeyRange plus(KeyRange other, KeyColumn column) {
    Collector both = new Collector(column);
    both.many = !all || !other.all;
    values.forEach(both::add);
    other.values.forEach(both::add);
    return both.build();
  }

  /** The values as bounds; at least one was seen. */
  KeyBounds.Column bounds(KeyColumn column) {
    return all
        ? KeyBounds.Column.of(column.layout(), values)
        : KeyBounds.Column.between(column.layout(), values.get(0), values.get(values.size() - 1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRange that
        && all == that.all
        && Arrays.deepEquals(values.toArray(), that.values.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values.toArray());
  }

  /** Sees the values of one column. Not thread-safe. */
  static final class Collector {
    private final KeyColumn column;
    private final TreeSet<byte[]> few;
    private byte[] min;
    private byte[] max;
    private boolean many;

    Collector(KeyColumn column) {
      this.column = column;
      this.few = new TreeSet<>(column::compare);
    }

    /** Sees the value that a column has just encoded. */
    void add() {
      byte[] value = column.encoded();
      boolean within = many && column.compare(value, min) >= 0 && column.compare(value, max) <= 0;
      if (!within && (many || !few.contains(value))) {
        add(column.copy());
      }
    }

    private void add(byte[] value) {
      min = min == null || column.compare(value, min) < 0 ? value : min;
      max = max == null || column.compare(value, max) > 0 ? value : max;
      if (!many) {
        few.add(value);
        many = few.size() > KeyBounds.MAX_VALUES;
      }
      if (many) {
        few.clear();
      }
    }

    KeyRange build() {
      if (min == null) {
        return new KeyRange(List.of(), true);
      }
      return many ? new KeyRange(List.of(min, max), false) : new KeyRange(List.copyOf(few), true);
    }
  }
}
