package io.refrain.benchmarks;

/** Text in SQL. */
final class Sql {
  private Sql() {}

  /** A literal. */
  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
