package io.refrain.pipelines.example;

import java.time.LocalDate;

/**
 * What many example orders are to be like.
 *
 * @param rows how many rows, redelivered ones included
 * @param days over how many dates the orders are spread
 * @param duplicates which share of the rows, from 0 to below 1, repeats an order that stands
 *     elsewhere among them, with another quantity and an older or newer {@code updated_at}
 * @param seed another seed, other orders
 * @param firstDate the first of the dates
 */
public record OrderSpec(long rows, int days, double duplicates, long seed, LocalDate firstDate) {

  public OrderSpec {
    check(rows >= 0 && rows <= 100_000_000_000L, "rows", rows, "from 0 to 100 billion");
    check(days >= 1 && days <= 36_500, "days", days, "from 1 to 36500");
    check(duplicates >= 0 && duplicates < 1, "duplicates", duplicates, "from 0 to below 1");
  }

  /** So many rows over ten days from 2024-03-15, one fifth redelivered. */
  public static OrderSpec ofRows(long rows) {
    return new OrderSpec(rows, 10, 0.2, 1, ExampleOrders.FIRST_DATE);
  }

  public OrderSpec withDays(int newDays) {
    return new OrderSpec(rows, newDays, duplicates, seed, firstDate);
  }

  public OrderSpec withDuplicates(double share) {
    return new OrderSpec(rows, days, share, seed, firstDate);
  }

  public OrderSpec withSeed(long newSeed) {
    return new OrderSpec(rows, days, duplicates, newSeed, firstDate);
  }

  /** How many different orders there are. */
  public long orders() {
    return rows == 0 ? 0 : Math.max(1, rows - Math.round(rows * duplicates));
  }

  private static void check(boolean ok, String name, Object value, String range) {
    if (!ok) {
      throw new IllegalArgumentException(name + " must be " + range + ", but is " + value + ".");
    }
  }
}
