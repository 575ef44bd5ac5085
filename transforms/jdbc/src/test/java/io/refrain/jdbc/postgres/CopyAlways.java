package io.refrain.jdbc.postgres;

import io.refrain.jdbc.dialect.JdbcDialect;

/** PostgreSQL's dialect as tests want it: a COPY for every batch, however small. */
public final class CopyAlways {
  private CopyAlways() {}

  public static JdbcDialect dialect() {
    return new PostgresDialect(1);
  }
}
