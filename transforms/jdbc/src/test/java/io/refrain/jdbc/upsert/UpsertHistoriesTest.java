package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Random histories on real databases: many short ones on H2, fewer on a PostgreSQL server and on
 * SQLite in a file.
 */
final class UpsertHistoriesTest {
  private static UpsertHistories h2;
  private static UpsertHistories postgres;
  private static UpsertHistories sqlite;
  private static EmbeddedPostgres server;
  private static Path directory;

  private static UpsertHistories h2() throws Exception {
    if (h2 == null) {
      h2 =
          new UpsertHistories(
              new Database(JdbcConnection.of("jdbc:h2:mem:histories;DB_CLOSE_DELAY=-1")));
    }
    return h2;
  }

  private static UpsertHistories postgres() throws Exception {
    if (postgres == null) {
      server = EmbeddedPostgres.builder().start();
      postgres =
          new UpsertHistories(
              new Database(
                  JdbcConnection.of("jdbc:postgresql://localhost:" + server.getPort() + "/postgres")
                      .user("postgres")));
    }
    return postgres;
  }

  private static UpsertHistories sqlite() throws Exception {
    if (sqlite == null) {
      directory = Files.createTempDirectory("histories");
      sqlite = new UpsertHistories(SqliteDatabase.in(directory));
    }
    return sqlite;
  }

  @AfterContainer
  static void close() throws Exception {
    if (h2 != null) {
      h2.close();
    }
    if (postgres != null) {
      postgres.close();
      server.close();
    }
    if (sqlite != null) {
      sqlite.close();
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  @Provide
  static Arbitrary<List<UpsertHistories.Run>> histories() {
    return UpsertHistories.all();
  }

  @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED)
  void onH2(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    h2().check(history);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
  void onPostgres(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    postgres().check(history);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.BOUNDED)
  void onSqlite(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    sqlite().check(history);
  }

  /** A run that died before its commit, and one that died after it, come late. */
  @Example
  void aLateRunThatDiedTwice() throws Exception {
    List<Change> first = List.of(Change.upsert(1, 1, "p0"), Change.delete(2, 3));
    List<Change> newer = List.of(Change.delete(1, 2), Change.upsert(2, 3, "zz"));
    for (boolean atomically : new boolean[] {false, true}) {
      for (int failing = 1; failing < 60; failing++) {
        h2().check(
                List.of(
                    new UpsertHistories.Run(first, atomically, failing, failing % 2 == 0, true),
                    new UpsertHistories.Run(newer, !atomically, 0, false, false)));
      }
    }
  }
}
