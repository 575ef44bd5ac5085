package io.refrain.benchmarks.jdbc;

/** What is done to the table, one after the other. */
enum Phase {
  FIRST_LOAD("first load", 0, 0),
  UNCHANGED("unchanged", 0, 0),
  CHANGED("changed", 1, 0),
  /** All rows newer again, by eight workers, in an order that has nothing to do with the key. */
  EIGHT_WRITERS("8 writers, shuffled", 2, 8);

  private final String title;
  private final int version;
  private final int writers;

  Phase(String title, int version, int writers) {
    this.title = title;
    this.version = version;
    this.writers = writers;
  }

  String title() {
    return title;
  }

  /** Which version of every order is delivered. */
  int version() {
    return version;
  }

  /** How many workers the runner is given; 0 for as many as it takes by itself. */
  int writers() {
    return writers;
  }

  boolean shuffled() {
    return writers > 0;
  }
}
