package io.refrain.core.merge;

import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.KeyBounds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The keys of some rows, small however many they are: their hashes while these take no more room
 * than a filter may, then a filter; and the values of each key column.
 */
final class KeySummary implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The most bytes of a filter: good for ten million keys. */
  static final int FILTER_BYTES = 16 << 20;

  private static final int MAX_HASHES = FILTER_BYTES / Long.BYTES;

  /** No keys. */
  static final KeySummary NONE = new KeySummary("", new long[0], null, List.of(), List.of());

  private final String base;
  // Null once there is a filter.
  private final long[] hashes;
  private final KeyFilter filter;
  private final ArrayList<RowLayout> columns;
  private final ArrayList<KeyRange> ranges;

  private KeySummary(
      String base,
      long[] hashes,
      KeyFilter filter,
      List<RowLayout> columns,
      List<KeyRange> ranges) {
    this.base = base;
    this.hashes = hashes;
    this.filter = filter;
    this.columns = new ArrayList<>(columns);
    this.ranges = new ArrayList<>(ranges);
  }

  /** Keys of which nothing but the hashes is known; the array is theirs. */
  static KeySummary ofHashes(long[] hashes) {
    return hashes.length <= MAX_HASHES
        ? new KeySummary("", hashes, null, List.of(), List.of())
        : new KeySummary("", null, filterOf(hashes), List.of(), List.of());
  }

  /** No keys, of what was read from this version of the table. */
  static KeySummary readFrom(String base) {
    return new KeySummary(base, NONE.hashes, null, List.of(), List.of());
  }

  /**
   * The version of the table that the keys were read from; empty if they were not read from it. Of
   * keys from different versions it is no version.
   */
  String base() {
    return base;
  }

  boolean isEmpty() {
    return filter == null && hashes.length == 0;
  }

  /** The keys of both. */
  KeySummary plus(KeySummary other) {
    if (isEmpty() && other.base.isEmpty()) {
      return other.isEmpty() ? this : new KeySummary(base, other);
    }
    boolean few =
        filter == null && other.filter == null && hashes.length + other.hashes.length <= MAX_HASHES;
    return new KeySummary(
        base.isEmpty() || base.equals(other.base)
            ? other.base
            : other.base.isEmpty() ? base : base + " and " + other.base,
        few ? concat(hashes, other.hashes) : null,
        few ? null : filterOf(this, other),
        columns.isEmpty() ? other.columns : columns,
        plus(ranges, other.ranges));
  }

  private KeySummary(String base, KeySummary keys) {
    this(base, keys.hashes, keys.filter, keys.columns, keys.ranges);
  }

  private List<KeyRange> plus(List<KeyRange> a, List<KeyRange> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    List<KeyRange> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i).plus(b.get(i), new KeyColumn(columns.get(i))));
    }
    return sum;
  }

  private static long[] concat(long[] a, long[] b) {
    long[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** Filters of one size, so that they can be united. */
  private static KeyFilter filterOf(KeySummary... parts) {
    KeyFilter filter = KeyFilter.ofBytes(FILTER_BYTES);
    for (KeySummary part : parts) {
      if (part.filter != null) {
        filter.addAll(part.filter);
      } else {
        filter.addAll(part.hashes);
      }
    }
    return filter;
  }

  private static KeyFilter filterOf(long[] hashes) {
    KeyFilter filter = KeyFilter.ofBytes(FILTER_BYTES);
    filter.addAll(hashes);
    return filter;
  }

  /** Finds every one of the keys. */
  KeyFilter filter() {
    if (filter != null) {
      return filter;
    }
    KeyFilter small = new KeyFilter(hashes.length, FILTER_BYTES);
    small.addAll(hashes);
    return small;
  }

  /** Where the keys lie. */
  KeyBounds bounds() {
    List<KeyBounds.Column> bounds = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      bounds.add(ranges.get(i).bounds(new KeyColumn(columns.get(i))));
    }
    return bounds.isEmpty() ? KeyBounds.ANY : new KeyBounds(bounds);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeySummary that
        && base.equals(that.base)
        && Arrays.equals(hashes, that.hashes)
        && Objects.equals(filter, that.filter)
        && columns.equals(that.columns)
        && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return Objects.hash(base, Arrays.hashCode(hashes), filter, ranges);
  }

  /** Looks at the keys of blocks. Not thread-safe. */
  static final class Collector {
    private final RowKey key;
    private final RowCursor cursor;
    private final List<KeyColumn> columns;
    private final List<KeyRange.Collector> ranges;
    private final List<ColumnMapping> mappings = new ArrayList<>();
    private long[] hashes = new long[1024];
    private int size;
    private KeyFilter filter;

    /**
     * @param marked the layout of the blocks
     * @param table the layout of the table, which has the key columns in its own types
     */
    Collector(RowLayout marked, RowLayout table, List<String> keys) {
      this.key = new RowKey(marked, keys);
      this.cursor = new RowCursor(marked);
      this.columns = KeyColumn.of(table, keys);
      this.ranges = columns.stream().map(KeyRange.Collector::new).toList();
      for (int i = 0; i < keys.size(); i++) {
        int from = marked.indexOf(keys.get(i));
        mappings.add(
            ColumnMapping.of(
                    keys.get(i), from, marked.type(from), 0, columns.get(i).layout().type(0))
                .orElseThrow());
      }
    }

    void add(RowBlock block) {
      RowBlock.Reader row = new RowBlock.Reader().open(block);
      while (row.next()) {
        add(key.hash(row.bytes(), row.offset()));
        cursor.at(row.bytes(), row.offset(), row.length());
        for (int i = 0; i < columns.size(); i++) {
          columns.get(i).encode(mappings.get(i), cursor);
          ranges.get(i).add();
        }
      }
    }

    private void add(long hash) {
      if (filter != null) {
        filter.add(hash);
        return;
      }
      if (size == MAX_HASHES) {
        filter = filterOf(hashes);
        filter.add(hash);
        hashes = null;
        return;
      }
      if (size == hashes.length) {
        hashes = Arrays.copyOf(hashes, Math.min(MAX_HASHES, size * 2));
      }
      hashes[size++] = hash;
    }

    KeySummary build() {
      return new KeySummary(
          "",
          filter == null ? Arrays.copyOf(hashes, size) : null,
          filter,
          columns.stream().map(KeyColumn::layout).toList(),
          size == 0 ? List.of() : ranges.stream().map(KeyRange.Collector::build).toList());
    }
  }
}
