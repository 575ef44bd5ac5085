package io.refrain.jdbc.scratch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import io.refrain.jdbc.ConnectionPool;
import io.refrain.jdbc.JdbcConnection;
import io.refrain.jdbc.testing.MariaDbServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a structure: they have all of it, and what they were made of is as before. */
class ScratchTableTest {
  @TempDir private Path dir;
  private String url;

  // Tests that let a process die leave theirs open.
  private final int poolsBefore = ConnectionPool.openPools();

  @AfterEach
  void noPoolStaysOpen() {
    assertThat(ConnectionPool.openPools(), is(lessThanOrEqualTo(poolsBefore)));
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      execute(connection, statements);
    }
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return query(connection, sql);
    }
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private ScratchTable copy() throws SQLException {
    ScratchTable copy = ScratchTable.of(JdbcConnection.of(url), "orders", dir.resolve("scratch"));
    copy.renew();
    return copy;
  }

  private static List<String> inCopy(ScratchTable copy, String insert, String query)
      throws Exception {
    String table = copy.quoted().orElseThrow();
    return copy.read(
        source -> {
          try (Connection connection = source.getConnection()) {
            execute(connection, insert.replace("ORDERS", table));
            List<String> found = query(connection, query.replace("ORDERS", table));
            connection.commit();
            return found;
          }
        });
  }

  private void copiesItsDefaults(String... tables) throws Exception {
    Files.createDirectories(dir.resolve("scratch"));
    execute(tables);
    execute("INSERT INTO orders (id) VALUES (7)");
    try (ScratchTable copy = copy()) {
      assertThat(copy.isThere(), is(true));
      assertThat(copy.notes(), is(empty()));
      assertThat(
          inCopy(copy, "INSERT INTO ORDERS (id) VALUES (1)", "SELECT note FROM ORDERS"),
          contains("from the default"));
      copy.renew();
      assertThat(
          inCopy(copy, "INSERT INTO ORDERS (id) VALUES (2)", "SELECT id FROM ORDERS"),
          contains("2"));
    }
    assertThat(query("SELECT id FROM orders"), contains("7"));
  }

  @Test
  void h2InAFile() throws Exception {
    url = "jdbc:h2:file:" + dir.resolve("shop");
    copiesItsDefaults(
        "CREATE SEQUENCE numbers",
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, note VARCHAR(40) DEFAULT 'from the default', n"
            + " BIGINT DEFAULT NEXT VALUE FOR numbers)",
        "CREATE VIEW all_orders AS SELECT * FROM orders");
    assertThat(query("SELECT NEXT VALUE FOR numbers"), contains("2"));
  }

  @Test
  void h2InMemoryInAnotherMode() throws Exception {
    url = "jdbc:h2:mem:scratch_test;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
    copiesItsDefaults(
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, note TEXT DEFAULT 'from the default')");
    execute("SHUTDOWN");
  }

  @Test
  void sqlite() throws Exception {
    url = "jdbc:sqlite:" + dir.resolve("shop.db");
    copiesItsDefaults(
        "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT DEFAULT 'from the"
            + " default')",
        "CREATE TABLE audit (id BIGINT)",
        "CREATE TRIGGER audited AFTER INSERT ON orders BEGIN INSERT INTO audit VALUES (NEW.id);"
            + " END");
    assertThat(query("SELECT id FROM audit"), contains("7"));
    try (ScratchTable copy = copy()) {
      assertThat(copy.quotedBesides(), contains("\"audit\""));
    }
  }

  @Test
  void duckDb() throws Exception {
    url = "jdbc:duckdb:" + dir.resolve("shop.duckdb");
    copiesItsDefaults(
        "CREATE SEQUENCE numbers",
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, note VARCHAR DEFAULT 'from the default', n"
            + " BIGINT DEFAULT nextval('numbers'))",
        "CREATE INDEX by_note ON orders (note)");
  }

  @Test
  void inTheProcessThereIsNothingToSweep() {
    assertThat(
        ScratchTable.sweep(JdbcConnection.of("jdbc:duckdb:" + dir.resolve("none"))), is(empty()));
  }

  @Test
  void aDatabaseThatIsNotThereIsNotMade() throws Exception {
    for (String none :
        List.of(
            "jdbc:h2:file:" + dir.resolve("none"),
            "jdbc:sqlite:" + dir.resolve("none.db"),
            "jdbc:duckdb:" + dir.resolve("none.duckdb"))) {
      url = none;
      Files.createDirectories(dir.resolve("scratch"));
      try (ScratchTable copy = copy()) {
        assertThat(none, copy.isThere(), is(false));
        assertThat(copy.quoted(), is(Optional.empty()));
      }
    }
    try (var files = Files.list(dir)) {
      assertThat(files.map(f -> f.getFileName().toString()).toList(), contains("scratch"));
    }
  }

  @Test
  void postgres() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      url = server.getJdbcUrl("postgres", "postgres");
      execute(
          "CREATE TABLE customers (id BIGINT PRIMARY KEY)",
          "CREATE TABLE orders (id BIGINT PRIMARY KEY, note TEXT DEFAULT 'from the default', n SERIAL,"
              + " m BIGINT GENERATED ALWAYS AS IDENTITY, customer BIGINT REFERENCES customers)",
          "CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''audited''; END'",
          "CREATE TRIGGER audited AFTER INSERT ON orders EXECUTE FUNCTION audit()",
          // Left by a process that was killed: nobody holds its lock.
          "CREATE SCHEMA refrain_verify_deadbeef_3",
          "CREATE SCHEMA refrain_verify_a11fe000_1");
      JdbcConnection real = JdbcConnection.of(url.replaceFirst("\\?.*", "")).user("postgres");
      try (Connection alive = DriverManager.getConnection(url)) {
        execute(alive, "SELECT pg_advisory_lock(hashtextextended('refrain_verify_a11fe000', 0))");
        try (ScratchTable copy = ScratchTable.of(real, "orders", dir)) {
          copy.renew();
          assertThat(
              copy.notes(),
              contains(
                  containsString("its triggers [audited] are not copied"),
                  containsString(
                      "its foreign keys [orders_customer_fkey] are not copied, because to")));
          assertThat(
              inCopy(
                  copy, "INSERT INTO ORDERS (id) VALUES (1)", "SELECT note || n || m FROM ORDERS"),
              contains("from the default11"));
          assertThat(copy.table(), not(containsString("public")));
          copy.renew();
          assertThat(
              inCopy(copy, "INSERT INTO ORDERS (id) VALUES (1)", "SELECT n FROM ORDERS"),
              contains("1"));
        }
      }
      assertThat(query("SELECT is_called::text FROM orders_n_seq"), contains("false"));
      assertThat(query("SELECT is_called::text FROM orders_m_seq"), contains("false"));
      assertThat(
          query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'refrain%'"),
          contains("refrain_verify_a11fe000_1"));
      assertThat(ScratchTable.sweep(real), contains("schema refrain_verify_a11fe000_1"));
      assertThat(ScratchTable.sweep(real), is(empty()));
    }
  }

  private void onMariaDb(String... more) throws Exception {
    url = "jdbc:mariadb://localhost:" + MariaDbServer.port() + "/?user=root";
    execute("CREATE OR REPLACE DATABASE scratch_test COLLATE latin1_swedish_ci");
    url = url.replace("/?", "/scratch_test?");
    execute(more);
  }

  @Test
  void mariaDb() throws Exception {
    onMariaDb(
        "CREATE SEQUENCE numbers",
        "CREATE TABLE customers (id BIGINT PRIMARY KEY)",
        "CREATE TABLE orders (id BIGINT PRIMARY KEY, note VARCHAR(40) DEFAULT 'from the default', n"
            + " BIGINT DEFAULT NEXT VALUE FOR numbers, quoted VARCHAR(40) DEFAULT 'nextval(x)',"
            + " twice BIGINT AS (2 * id), m BIGINT UNIQUE AUTO_INCREMENT, customer BIGINT, CONSTRAINT"
            + " its_customer FOREIGN KEY (customer) REFERENCES customers (id), CONSTRAINT small CHECK"
            + " (id < 1000)) AUTO_INCREMENT = 50",
        "CREATE TABLE audit (id BIGINT)",
        "CREATE TRIGGER audited AFTER INSERT ON orders FOR EACH ROW INSERT INTO audit VALUES (NEW.id)",
        "INSERT INTO orders (id) VALUES (7)");
    List<String> leftToOthers = databases();
    execute(
        // Left by a process that was killed: nobody holds its lock.
        "CREATE OR REPLACE DATABASE " + ofThisServer() + "deadbeef_3",
        "CREATE OR REPLACE DATABASE " + ofThisServer() + "a11fe000_1",
        // Another server of a cluster may know more of this one.
        "CREATE OR REPLACE DATABASE refrain_verify_00000000_deadbeef_1");
    try (Connection alive = DriverManager.getConnection(url)) {
      query(alive, "SELECT GET_LOCK('" + ofThisServer() + "a11fe000', 0)");
      try (ScratchTable copy = copy()) {
        assertThat(
            copy.notes(),
            contains(
                containsString("its triggers [audited] are not copied, because they may write"),
                containsString("its foreign keys [its_customer] are not copied, because to")));
        for (int i = 0; i < 2; i++) {
          assertThat(
              inCopy(
                  copy,
                  "INSERT INTO ORDERS (id, customer) VALUES (3, 99)",
                  "SELECT CONCAT_WS(',', note, n, quoted, twice, m) FROM ORDERS"),
              contains("from the default,1,nextval(x),6,1"));
          copy.renew();
        }
        SQLException refused =
            assertThrows(
                SQLException.class,
                () -> inCopy(copy, "INSERT INTO ORDERS (id) VALUES (1000)", "SELECT 1"));
        assertThat(refused.getMessage(), containsString("CONSTRAINT `small` failed"));
        assertThat(
            inCopy(
                copy,
                "DELETE FROM ORDERS",
                "SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME ="
                    + " DATABASE()"),
            contains("latin1_swedish_ci"));
      }
      assertThat(ScratchTable.sweep(JdbcConnection.of(url)), is(empty()));
    }
    List<String> kept = new ArrayList<>(leftToOthers);
    kept.add("refrain_verify_00000000_deadbeef_1");
    kept.add(ofThisServer() + "a11fe000_1");
    assertThat(databases(), containsInAnyOrder(kept.toArray()));
    assertThat(
        ScratchTable.sweep(JdbcConnection.of(url)),
        contains("database " + ofThisServer() + "a11fe000_1"));
    assertThat(query("SELECT n FROM orders"), contains("1"));
    assertThat(query("SELECT id FROM audit"), contains("7"));
    assertThat(query("SELECT NEXT VALUE FOR numbers"), contains("2"));
    execute("DROP DATABASE refrain_verify_00000000_deadbeef_1", "DROP DATABASE scratch_test");
  }

  private List<String> databases() throws SQLException {
    return query(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'refrain%'");
  }

  private String ofThisServer() throws SQLException {
    return "refrain_verify_"
        + query("SELECT LEFT(SHA1(CONCAT(@@hostname, ':', @@port)), 8)").get(0)
        + "_";
  }

  @Test
  void mariaDbThroughTheDriverOfMySql() throws Exception {
    onMariaDb("CREATE TABLE orders (id BIGINT PRIMARY KEY, note VARCHAR(40) DEFAULT 'one')");
    url =
        "jdbc:mysql://localhost:"
            + MariaDbServer.port()
            + "/scratch_test?user=root&sslMode=DISABLED";
    try (ScratchTable copy = copy()) {
      assertThat(
          inCopy(copy, "INSERT INTO ORDERS (id) VALUES (1)", "SELECT note FROM ORDERS"),
          contains("one"));
    }
    assertThat(query("SELECT id FROM orders"), is(empty()));
    execute("DROP DATABASE scratch_test");
  }

  @Test
  void aUserWhoMayMakeNoDatabaseIsToldWhatHelps() throws Exception {
    url = "jdbc:mariadb://localhost:" + MariaDbServer.guardedPort() + "/?user=root";
    execute(
        "CREATE OR REPLACE DATABASE scratch_test",
        "CREATE TABLE scratch_test.orders (id BIGINT PRIMARY KEY)",
        "CREATE OR REPLACE USER poor@localhost",
        "GRANT ALL PRIVILEGES ON scratch_test.* TO poor@localhost",
        "CREATE OR REPLACE DATABASE " + ofThisServer() + "deadbeef_1");
    String root = url;
    url = url.replace("/?user=root", "/scratch_test?user=poor");
    try (ScratchTable none = ScratchTable.of(JdbcConnection.of(url), "orders", dir)) {
      RefrainException refused = assertThrows(RefrainException.class, none::renew);
      assertThat(
          refused.getMessage(),
          allOf(
              containsString("Cannot make a throw-away copy at jdbc:mariadb://localhost:"),
              containsString("the user may not make the database " + ofThisServer()),
              containsString(
                  "Nothing was changed. Let an administrator run GRANT ALL PRIVILEGES ON"),
              containsString("`refrain\\_verify\\_%`.* TO the user")));
      assertThat(refused.kind(), is(RefrainException.Kind.REFUSED));

      String poor = url;
      url = root;
      execute("GRANT ALL PRIVILEGES ON `refrain\\_verify\\_%`.* TO poor@localhost");
      url = poor;
      try (ScratchTable copy = copy()) {
        assertThat(
            inCopy(copy, "INSERT INTO ORDERS (id) VALUES (1)", "SELECT id FROM ORDERS"),
            contains("1"));
      }
      assertThat(databases(), is(empty()));
    } finally {
      url = root;
      execute("DROP DATABASE scratch_test", "DROP USER poor@localhost");
    }
  }
}
