package io.refrain.testkit.input;

import java.io.Serializable;

/**
 * How the rows of one run are delivered.
 *
 * @param order in what order they come
 * @param isTwice whether each comes a second time
 * @param bundles how they are cut
 * @param portion how much of them comes
 * @param seed what decides all that is left to chance
 */
public record Delivery(Order order, boolean isTwice, Bundles bundles, Portion portion, long seed)
    implements Serializable {

  /** In what order rows come. */
  public enum Order {
    AS_IT_IS,
    SHUFFLED,
    /** The opposite of {@link #SHUFFLED}: of any two rows, the other one comes first. */
    SHUFFLED_REVERSED
  }

  /** How rows are cut into bundles. */
  public enum Bundles {
    AS_THEY_ARE,
    ONE_ROW_EACH,
    ALL_IN_ONE
  }

  /** How much of the delivery comes. */
  public enum Portion {
    ALL,
    /** What an older delivery held. */
    OLDER,
    NOTHING
  }

  /** The delivery as the pipeline reads it. */
  public static Delivery plain(long seed) {
    return new Delivery(Order.AS_IT_IS, false, Bundles.AS_THEY_ARE, Portion.ALL, seed);
  }

  public Delivery in(Order other) {
    return new Delivery(other, isTwice, bundles, portion, seed);
  }

  public Delivery twice() {
    return new Delivery(order, true, bundles, portion, seed);
  }

  public Delivery cut(Bundles other) {
    return new Delivery(order, isTwice, other, portion, seed);
  }

  public Delivery of(Portion other) {
    return new Delivery(order, isTwice, bundles, other, seed);
  }

  /** Whether it holds this item, if nobody said what the older delivery was. */
  boolean holds(long hash) {
    return switch (portion) {
      case ALL -> true;
      case OLDER -> Math.floorMod(hash, 3L) != 0;
      case NOTHING -> false;
    };
  }

  /** The bits of a hash, mixed with the seed. */
  long mix(long hash) {
    long x = hash + seed * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
