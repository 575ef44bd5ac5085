package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of deletes on a real PostgreSQL server. */
class PostgresDeletesTest extends DeletesContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedPostgres.builder().setServerConfig("timezone", "America/St_Johns").start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Database freshDatabase() throws Exception {
    Database database =
        new Database(
            JdbcConnection.of("jdbc:postgresql://localhost:" + server.getPort() + "/postgres")
                .user("postgres"));
    database.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    return database;
  }

  @Override
  protected String storedName(String plain) {
    return plain;
  }
}
