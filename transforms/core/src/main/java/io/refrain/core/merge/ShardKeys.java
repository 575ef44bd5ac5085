package io.refrain.core.merge;

import io.refrain.core.store.KeyBounds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one shard, small: a filter, and the values of each key column.
 *
 * @param shard which
 * @param filter finds every key of the shard
 * @param ranges one for each key column; empty if nothing is known
 */
record ShardKeys(int shard, KeyFilter filter, List<KeyRange> ranges) implements Serializable {
  ShardKeys {
    ranges = List.copyOf(ranges);
  }

  /**
   * The keys of a shard.
   *
   * @param maxBytes of the filter
   */
  static ShardKeys of(int shard, Iterable<KeysSeen> seen, List<KeyColumn> columns, int maxBytes) {
    long keys = 0;
    List<KeyRange> ranges = List.of();
    for (KeysSeen part : seen) {
      keys += part.hashes().size();
      ranges = plus(ranges, part.ranges(), columns);
    }
    KeyFilter filter = new KeyFilter((int) Math.min(keys, Integer.MAX_VALUE), maxBytes);
    for (KeysSeen part : seen) {
      for (int i = 0; i < part.hashes().size(); i++) {
        filter.add(part.hashes().get(i));
      }
    }
    return new ShardKeys(shard, filter, ranges);
  }

  private static List<KeyRange> plus(List<KeyRange> a, List<KeyRange> b, List<KeyColumn> columns) {
    if (a.isEmpty()) {
      return b;
    }
    List<KeyRange> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i).plus(b.get(i), columns.get(i)));
    }
    return sum;
  }

  /** Where the keys of all shards lie; there is at least one key. */
  static KeyBounds bounds(Iterable<ShardKeys> shards, List<KeyColumn> columns) {
    List<KeyRange> ranges = List.of();
    for (ShardKeys shard : shards) {
      ranges = plus(ranges, shard.ranges(), columns);
    }
    List<KeyBounds.Column> bounds = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      bounds.add(ranges.get(i).bounds(columns.get(i)));
    }
    return new KeyBounds(bounds);
  }
}
