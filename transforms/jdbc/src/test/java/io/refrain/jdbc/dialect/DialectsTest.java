package io.refrain.jdbc.dialect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.jdbc.duckdb.DuckDbDialect;
import io.refrain.jdbc.h2.H2Dialect;
import io.refrain.jdbc.mysql.MariaDbDialect;
import io.refrain.jdbc.mysql.MySqlDialect;
import io.refrain.jdbc.oracle.OracleDialect;
import io.refrain.jdbc.postgres.PostgresDialect;
import io.refrain.jdbc.sqlite.SqliteDialect;
import io.refrain.jdbc.sqlserver.SqlServerDialect;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DialectsTest {
  @Test
  void theUrlDecides() {
    assertThat(Dialects.of("jdbc:h2:mem:x", ""), instanceOf(H2Dialect.class));
    assertThat(Dialects.of("jdbc:mariadb://h/d", ""), instanceOf(MariaDbDialect.class));
    assertThat(Dialects.of("jdbc:mysql://h/d", ""), instanceOf(MySqlDialect.class));
    assertThat(Dialects.of("jdbc:postgresql://h/d", ""), instanceOf(PostgresDialect.class));
    assertThat(Dialects.of("jdbc:sqlite:x.db", ""), instanceOf(SqliteDialect.class));
    assertThat(Dialects.of("jdbc:duckdb:", ""), instanceOf(DuckDbDialect.class));
    assertThat(
        Dialects.of("jdbc:sqlserver://h;database=d", ""), instanceOf(SqlServerDialect.class));
    assertThat(Dialects.of("jdbc:oracle:thin:@//h/s", ""), instanceOf(OracleDialect.class));
  }

  @Test
  void aUrlWithoutADialectIsRefusedWithThoseThereAre() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Dialects.of("jdbc:db2://h/d?x=y", "jdbc:db2://h/d"));
    assertThat(
        e.getMessage(),
        is(
            "No dialect for jdbc:db2://h/d. Found dialects for: DuckDB"
                + " (io.refrain.jdbc.duckdb.DuckDbDialect), H2 (io.refrain.jdbc.h2.H2Dialect), MariaDB"
                + " (io.refrain.jdbc.mysql.MariaDbDialect), MySQL (io.refrain.jdbc.mysql.MySqlDialect), Oracle"
                + " (io.refrain.jdbc.oracle.OracleDialect), PostgreSQL"
                + " (io.refrain.jdbc.postgres.PostgresDialect), SQL Server"
                + " (io.refrain.jdbc.sqlserver.SqlServerDialect), SQLite"
                + " (io.refrain.jdbc.sqlite.SqliteDialect). Check the URL, or put a module with a"
                + " dialect for it on the class path."));
  }

  @Test
  void twoDialectsForAUrlAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Dialects.choose(
                    "jdbc:h2:mem:x",
                    "jdbc:h2:mem:x",
                    List.of(new H2Dialect(), new PostgresDialect(), new H2Dialect())));
    assertThat(
        e.getMessage(),
        is(
            "Several dialects for jdbc:h2:mem:x: H2 (io.refrain.jdbc.h2.H2Dialect), H2"
                + " (io.refrain.jdbc.h2.H2Dialect). Leave all but one of them off the class path."));
  }
}
