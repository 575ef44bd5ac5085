package io.refrain.jdbc.postgres;

/** SQLSTATE values by their names in the manual's appendix "PostgreSQL Error Codes". */
final class PostgresStates {
  static final String NUMERIC_VALUE_OUT_OF_RANGE = "22003";
  static final String DATETIME_FIELD_OVERFLOW = "22008";

  private PostgresStates() {}
}
