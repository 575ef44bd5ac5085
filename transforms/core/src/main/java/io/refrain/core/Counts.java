package io.refrain.core;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many of each {@link Count}. Immutable; sums of counts are counts. */
@SuppressWarnings("EnumOrdinal") // The index never leaves one run of one program.
public final class Counts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing counted. */
  public static final Counts NONE = new Counts(new long[Count.values().length]);

  private final long[] values;

  private Counts(long[] values) {
    this.values = values;
  }

  /** So many of one thing. */
  public static Counts of(Count count, long value) {
    return NONE.with(count, value);
  }

  /** The reverse of {@link #asMap()}; unknown keys are ignored. */
  public static Counts ofMap(Map<String, Long> map) {
    Counts out = NONE;
    for (Count count : Count.values()) {
      out = out.with(count, map.getOrDefault(count.key(), 0L));
    }
    return out;
  }

  public long get(Count count) {
    return values[count.ordinal()];
  }

  /** These counts with one replaced. */
  public Counts with(Count count, long value) {
    long[] copy = values.clone();
    copy[count.ordinal()] = value;
    return new Counts(copy);
  }

  public Counts plus(Counts other) {
    long[] sum = values.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.values[i];
    }
    return new Counts(sum);
  }

  /** All counts by {@link Count#key()}, in the order of the enum. */
  public Map<String, Long> asMap() {
    Map<String, Long> map = new LinkedHashMap<>();
    for (Count count : Count.values()) {
      map.put(count.key(), get(count));
    }
    return map;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Counts other && Arrays.equals(values, other.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
