package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Atomic merges on a real PostgreSQL server. */
final class PostgresAtomicTest extends AtomicContract {
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
  protected List<String> stagingTables() throws Exception {
    return db.query(
        "SELECT tablename FROM pg_tables WHERE tablename LIKE 'refrain_stage%' AND tablename <> 'refrain_stages'");
  }
}
