package io.refrain.pipelines.example;

/**
 * The orders of a {@link OrderSpec}, one after another, each computed from its place alone: nothing
 * is remembered, so any number of rows takes the same memory.
 *
 * <p>Place i of the file holds item p(i) of the rows, p being a permutation; the first items are
 * the orders, the others redeliveries of orders picked by a hash. Hashes are the finalizer of
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
 */
final class OrderSequence {
  private static final long FIRST_ID = 10_000_001L;
  private static final int CUSTOMERS = 200_000;
  private static final int MAX_QUANTITY = 20;
  private static final int NOON = 12 * 3600;

  private final long seed;
  private final long rows;
  private final long orders;
  private final int days;
  private final long stride;
  private long position;
  private long item;

  private long order;
  private long hash;
  private int quantity;
  private int updatedSecond;

  OrderSequence(OrderSpec spec) {
    this.seed = mix(spec.seed());
    this.rows = spec.rows();
    this.orders = spec.orders();
    this.days = spec.days();
    this.stride = coprime(rows);
    this.item = rows == 0 ? 0 : Math.floorMod(seed, rows);
  }

  /** How many orders have been taken. */
  long position() {
    return position;
  }

  void next() {
    position++;
    item += stride;
    item -= item >= rows ? rows : 0;
    boolean first = item < orders;
    order = first ? item : Math.floorMod(mix(seed ^ item), orders);
    hash = mix(seed + order);
    int ordered = NOON + (int) (hash >>> 8 & 0x3fff);
    quantity = 1 + (int) ((hash >>> 24 & 0xffff) % MAX_QUANTITY);
    updatedSecond = ordered;
    if (!first) {
      long change = mix(seed - item);
      quantity = 1 + (int) ((quantity + (change >>> 40 & 0x7)) % MAX_QUANTITY);
      int apart = 1 + (int) (change >>> 8 & 0x3fff);
      // Three of four redeliveries are newer than the order, one is older.
      updatedSecond += (change & 3) == 0 ? -apart : apart;
    }
  }

  long orderId() {
    return FIRST_ID + order;
  }

  long customerId() {
    return 1 + (hash >>> 33) % CUSTOMERS;
  }

  int quantity() {
    return quantity;
  }

  /** One of so many, the same for all rows of an order. */
  int pick(int of) {
    return (int) ((hash >>> 4 & 0xffff_ffffL) % of);
  }

  int day() {
    return (int) ((hash & Long.MAX_VALUE) % days);
  }

  /**
   * When the row was updated, on the day of the order: within 9 hours around noon, so never beyond.
   */
  int updatedSecond() {
    return updatedSecond;
  }

  /** A step that visits every place below {@code n} once, in n steps. */
  private static long coprime(long n) {
    // Near the golden section, so that neighbours in the file are far apart.
    long step = Math.max(1, Math.round(n * 0.618033988749895));
    while (gcd(step, n) > 1) {
      step++;
    }
    return step;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
