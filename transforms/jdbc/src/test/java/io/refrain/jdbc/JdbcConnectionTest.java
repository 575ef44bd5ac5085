package io.refrain.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RefrainException;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JdbcConnectionTest {
  private static final String SECRET = "s3cret!";
  // Tests that let a process die leave theirs open.
  private final int poolsBefore = ConnectionPool.openPools();
  @TempDir Path directory;

  @AfterEach
  void nothingStaysOpen() {
    assertThat(ConnectionPool.openPools(), is(lessThanOrEqualTo(poolsBefore)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://host/db?user=a&password=" + SECRET,
        "jdbc:h2:mem:x;PASSWORD=" + SECRET,
        "jdbc:mysql://root:" + SECRET + "@host/db"
      })
  void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> JdbcConnection.of(url));
    assertThat(
        e.getMessage(),
        allOf(
            containsString(" holds a password. Take it out"),
            containsString("passwordFromEnv"),
            not(containsString(SECRET))));
  }

  @Test
  void whatIsNoJdbcUrlIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> JdbcConnection.of("postgresql://host/db"));
    assertThat(e.getMessage(), startsWith("A JDBC URL begins with 'jdbc:'"));
  }

  @Test
  void limitsAreChecked() {
    JdbcConnection connection = JdbcConnection.of("jdbc:h2:mem:x");
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> connection.maxConnections(0))
            .getMessage(),
        is("maxConnections must be at least 1, but is 0."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> connection.borrowTimeout(Duration.ZERO))
            .getMessage(),
        is("borrowTimeout must be between 1 second and 1 day, but is PT0S."));
  }

  @Test
  void namesShowNoParametersAndPlacesOfSecretsTravelWithoutThem() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), SECRET);
    JdbcConnection connection =
        JdbcConnection.of("jdbc:postgresql://host/db?ssl=true")
            .user("loader")
            .passwordFromFile(file.toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(connection);
    }

    assertThat(connection.toString(), is("jdbc:postgresql://host/db"));
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1), not(containsString(SECRET)));
    assertThat(connection.password().resolve("password"), is(SECRET));
  }

  private static RefrainException failure(JdbcConnection connection) {
    return assertThrows(RefrainException.class, () -> ConnectionPool.acquire(connection));
  }

  @Test
  void aWrongPasswordIsSaidSoWithoutThePassword() throws Exception {
    String url = "jdbc:h2:" + directory.resolve("db").toAbsolutePath();
    DriverManager.getConnection(url, "sa", "right").close();
    Path file = Files.writeString(directory.resolve("password"), SECRET);

    RefrainException e =
        failure(JdbcConnection.of(url).user("sa").passwordFromFile(file.toString()));

    assertThat(e.kind(), is(RefrainException.Kind.REFUSED));
    assertThat(
        e.getMessage(),
        allOf(
            startsWith("Cannot connect to " + url + ": "),
            containsString(
                "The user sa was not let in: check the name and the password (from FILE"),
            not(containsString(SECRET)),
            containsString("Nothing was changed.")));
  }

  @Test
  void aMissingVariableOrFileIsNamed() {
    JdbcConnection connection = JdbcConnection.of("jdbc:h2:mem:x").user("sa");
    assertThat(
        failure(connection.passwordFromEnv("REFRAIN_NOT_SET")).getMessage(),
        is(
            "No password for the database: the environment variable REFRAIN_NOT_SET is not set on"
                + " this worker. Set it there. Nothing was changed."));
    assertThat(
        failure(connection.passwordFromFile("/not/there")).getMessage(),
        containsString("the file /not/there cannot be read on this worker"));
  }

  @Test
  void aServerThatIsNotThereIsNamedWithWhatToCheck() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    RefrainException e =
        failure(JdbcConnection.of("jdbc:postgresql://127.0.0.1:" + port + "/db").user("u"));

    assertThat(e.kind(), is(RefrainException.Kind.UNKNOWN));
    assertThat(
        e.getMessage(),
        allOf(
            startsWith("Cannot connect to jdbc:postgresql://127.0.0.1:" + port + "/db: "),
            containsString("Check host and port, that the server runs")));
  }

  @Test
  void aUrlWithoutADriverSaysSo() {
    // There is a dialect for it, but no driver among the tests' libraries.
    assertThat(
        failure(JdbcConnection.of("jdbc:oracle:thin:@//host:1521/shop")).getMessage(),
        is(
            "Cannot connect to jdbc:oracle:thin:@//host:1521/shop: no JDBC driver on the class path"
                + " accepts this URL. Add the driver of the database to the job's dependencies."
                + " Nothing was changed."));
  }

  @Test
  void onePoolServesAllWhoAskAndClosesAfterTheLast() throws Exception {
    JdbcConnection connection = JdbcConnection.of("jdbc:h2:mem:shared").maxConnections(2);
    ConnectionPool first = ConnectionPool.acquire(connection);
    ConnectionPool second =
        ConnectionPool.acquire(JdbcConnection.of("jdbc:h2:mem:shared").maxConnections(2));
    assertThat(second == first, is(true));

    first.close();
    second.borrow().close();
    assertThat(ConnectionPool.openPools(), is(poolsBefore + 1));
    second.close();
  }
}
