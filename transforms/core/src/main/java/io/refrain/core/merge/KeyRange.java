package io.refrain.core.merge;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The values of one key column that were seen: all while they are few, then the ends alone. */
final class KeyRange implements Serializable {
  private static final long serialVersionUID = 1L;
  private final RowLayout layout;
  // All values in their order while they are few; then the least and the greatest.
  private final ArrayList<byte[]> values;
  private final boolean all;

  private KeyRange(RowLayout layout, List<byte[]> values, boolean all) {
    this.layout = layout;
    this.values = new ArrayList<>(values);
    this.all = all;
  }

  /** The values of both. */
  KeyRange plus(KeyRange other) {
    if (other.values.isEmpty()) {
      return this;
    } else if (values.isEmpty()) {
      return other;
    }
    Collector both = new Collector(layout);
    values.forEach(both::add);
    other.values.forEach(both::add);
    return all && other.all ? both.build() : both.withoutMiddle();
  }

  /** The values as bounds; at least one was seen. */
  KeyBounds.Column bounds() {
    return all
        ? KeyBounds.Column.of(layout, values)
        : KeyBounds.Column.between(layout, values.get(0), values.get(values.size() - 1));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Sees the values of one column. Not thread-safe. */
  static final class Collector {
    private final RowLayout layout;
    private final RowKey order;
    private final RowWriter writer;
    private final TreeSet<byte[]> few;
    private byte[] min;
    private byte[] max;
    private boolean many;

    /**
     * @param layout of the one column
     */
    Collector(RowLayout layout) {
      this.layout = layout;
      this.order = new RowKey(layout, List.of(layout.name(0)));
      this.writer = new RowWriter(layout);
      this.few = new TreeSet<>((a, b) -> order.compare(a, 0, b, 0));
    }

    /** Sees the value that a column of a row has, which is of the same type and not null. */
    void add(RowCursor row, int column) {
      writer.reset();
      writer.copy(0, row, column);
      boolean within =
          many
              && order.compare(writer.bytes(), 0, min, 0) >= 0
              && order.compare(writer.bytes(), 0, max, 0) <= 0;
      if (!within && (many || !few.contains(writer.bytes()))) {
        add(writer.toBytes());
      }
    }

    private void add(byte[] value) {
      min = min == null || order.compare(value, 0, min, 0) < 0 ? value : min;
      max = max == null || order.compare(value, 0, max, 0) > 0 ? value : max;
      if (!many) {
        few.add(value);
        if (few.size() > KeyBounds.MAX_VALUES) {
          many = true;
          few.clear();
        }
      }
    }

    KeyRange build() {
      return many ? withoutMiddle() : new KeyRange(layout, List.copyOf(few), true);
    }

    private KeyRange withoutMiddle() {
      return new KeyRange(layout, List.of(min, max), false);
    }
  }
}
