package io.refrain.benchmarks.jdbc;

/** What is done to the table, one after the other. */
enum Phase {
  FIRST_LOAD("first load", 0, 0),
  UNCHANGED("unchanged", 0, 0),
  CHANGED("changed", 1, 0),
  /** All rows newer again, by eight workers, in an order that has nothing to do with the key. */
  EIGHT_WRITERS("8 writers, shuffled", 2, 8),
  /** All rows of one day, a tenth of the table, are taken away and delivered anew. */
  REPLACED("a tenth replaced", 3, 0);

  private static final long DAYS = 10;

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

  /** How many of so many orders are delivered. */
  long rowsOf(long orders) {
    return this == REPLACED ? orders / DAYS : orders;
  }

  /** Whether an order is delivered. */
  boolean delivers(long id) {
    return this != REPLACED || id % DAYS == DAYS - 1;
  }

  boolean shuffled() {
    return writers > 0;
  }
}
