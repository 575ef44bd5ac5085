package io.refrain.jdbc.upsert;

/**
 * The contract for MySQL's dialect and MySQL's own driver, on a MariaDB server: no server of
 * MySQL's is to be had from Maven.
 */
final class MySqlUpsertTest extends MariaDbUpsertTest {
  @Override
  protected String url() throws Exception {
    return "jdbc:mysql://localhost:" + MariaDbServer.port() + "/test?";
  }
}
