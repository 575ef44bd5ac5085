package io.refrain.jdbc.sqlite;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.refrain.jdbc.dialect.JdbcDialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moments, as SQLite writes them and reads them back. */
final class SqliteDialectTest {
  private static final JdbcDialect SQLITE = new SqliteDialect();

  @ParameterizedTest
  @CsvSource({
    "2026-01-10 00:00:00, 2026-01-10T00:00:00Z",
    "2026-01-10 00:00:10, 2026-01-10T00:00:10Z",
    "2026-01-10 23:59:59.5, 2026-01-10T23:59:59.5Z",
    "2026-01-10 23:59:59.12, 2026-01-10T23:59:59.12Z",
    "2026-01-10 23:59:59.119, 2026-01-10T23:59:59.119Z"
  })
  void aFractionIsOneHoweverManyDigitsItHas(String text, Instant moment) throws Exception {
    assertThat(read("'" + text + "'").toInstant(), is(moment));
  }

  @Test
  void nowIsNow() throws Exception {
    Timestamp before = new Timestamp(System.currentTimeMillis());
    Timestamp now = read(SQLITE.currentTimestamp());

    assertThat(
        now,
        is(
            both(greaterThanOrEqualTo(before))
                .and(lessThanOrEqualTo(new Timestamp(System.currentTimeMillis())))));
  }

  private static Timestamp read(String expression) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + expression)) {
      return SQLITE.timestamp(rows, 1);
    }
  }
}
