package io.refrain.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What is done to a lake table, in this order. */
enum LakePhase {
  /** All partitions are replaced by the latest row of each order. */
  REPLACE("replace", "order_id", 0),
  /** 5 % of the orders are delivered again, newer, and merged. */
  REDELIVERY("merge 5 %", "order_id", 1),
  /** The same delivery once more: nothing changes. */
  AGAIN("merge again", "order_id", 1),
  /** 10,000 orders of one date are merged, newer. */
  SMALL("merge 10,000", "order_id,order_date", 2);

  private final String shown;
  private final String key;
  private final int daysNewer;

  LakePhase(String shown, String key, int daysNewer) {
    this.shown = shown;
    this.key = key;
    this.daysNewer = daysNewer;
  }

  String shown() {
    return shown;
  }

  /** The columns that rows are matched by, with commas between. */
  String key() {
    return key;
  }

  /**
   * How much newer its rows are than those of the first delivery: newer than any earlier phase's.
   */
  int daysNewer() {
    return daysNewer;
  }

  boolean merges() {
    return this != REPLACE;
  }

  /** What is delivered, beside the orders that the table is first made of. */
  Path delivery(Path orders) {
    return switch (this) {
      case REPLACE -> orders;
      case REDELIVERY, AGAIN -> orders.resolveSibling("redelivery.csv");
      case SMALL -> orders.resolveSibling("small.csv");
    };
  }

  /**
   * @throws IllegalArgumentException if there is no such phase
   */
  static LakePhase parse(String name) {
    for (LakePhase phase : values()) {
      if (phase.argument().equals(name)) {
        return phase;
      }
    }
    throw new IllegalArgumentException(
        "Unknown phase '"
            + name
            + "'. Known: "
            + String.join(", ", List.of(values()).stream().map(LakePhase::argument).toList()));
  }

  /** As on the command line. */
  String argument() {
    return name().toLowerCase(Locale.ROOT);
  }
}
