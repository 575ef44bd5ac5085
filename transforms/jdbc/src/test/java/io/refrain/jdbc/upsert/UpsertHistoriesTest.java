package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.commons.io.FileUtils;

/**
 * Random histories on real databases: many on H2 in memory, few on servers and in files, and
 * thousands there with {@code -Drefrain.histories=2000}.
 */
final class UpsertHistoriesTest {
  private static UpsertHistories h2;
  private static UpsertHistories postgres;
  private static UpsertHistories sqlite;
  private static UpsertHistories duckDb;
  private static UpsertHistories mariaDb;
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
      sqlite = new UpsertHistories(SqliteDatabase.in(directory("sqlite")));
    }
    return sqlite;
  }

  private static UpsertHistories duckDb() throws Exception {
    if (duckDb == null) {
      // Of threads that wait for such small queries the machine has more than it likes.
      String url = "jdbc:duckdb:" + directory("duckdb").resolve("db") + ";threads=1";
      duckDb = new UpsertHistories(new Database(JdbcConnection.of(url)));
    }
    return duckDb;
  }

  private static UpsertHistories mariaDb() throws Exception {
    if (mariaDb == null) {
      mariaDb = new UpsertHistories(MariaDbDatabase.fresh());
    }
    return mariaDb;
  }

  private static Path directory(String name) throws IOException {
    if (directory == null) {
      directory = Files.createTempDirectory("histories");
    }
    return Files.createDirectory(directory.resolve(name));
  }

  @AfterContainer
  static void close() throws Exception {
    for (UpsertHistories open : new UpsertHistories[] {h2, postgres, sqlite, duckDb, mariaDb}) {
      if (open != null) {
        open.close();
      }
    }
    if (server != null) {
      server.close();
    }
    if (directory != null) {
      FileUtils.deleteDirectory(directory.toFile());
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

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void onPostgres(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    postgres().check(history);
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void onSqlite(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    sqlite().check(history);
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void onDuckDb(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    duckDb().check(history);
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void onMariaDb(@ForAll("histories") List<UpsertHistories.Run> history) throws Exception {
    mariaDb().check(history);
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
