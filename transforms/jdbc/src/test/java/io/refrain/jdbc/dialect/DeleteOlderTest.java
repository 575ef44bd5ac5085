package io.refrain.jdbc.dialect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.refrain.jdbc.dialect.TargetTable.Column;
import io.refrain.jdbc.duckdb.DuckDbDialect;
import io.refrain.jdbc.sqlite.SqliteDialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guarded deletes by the rows of a temporary table, on databases in memory. */
final class DeleteOlderTest {

  static Stream<Arguments> databases() {
    return Stream.of(
        Arguments.of("jdbc:sqlite::memory:", new SqliteDialect(), "TEXT"),
        Arguments.of("jdbc:duckdb:", new DuckDbDialect(), "VARCHAR"));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void onlyRowsThatAreOlderAreDeleted(String url, JdbcDialect dialect, String text)
      throws SQLException {
    List<Column> columns =
        List.of(
            new Column("shop \"A\"", dialect.storedType(text, 0, 0)),
            new Column("number", dialect.storedType("BIGINT", 0, 0)),
            new Column("version", dialect.storedType(text, 0, 0)));
    TargetTable table = new TargetTable("", "or ders", columns, List.of(0, 1), List.of(2));
    String temporary = dialect.temporaryName("refrain_batch_1");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE \"or ders\" (\"shop \"\"A\"\"\" "
              + text
              + ", \"number\" BIGINT, \"version\" "
              + text
              + ", PRIMARY KEY (\"shop \"\"A\"\"\", \"number\"))");
      // By bytes "Z" < "a".
      statement.execute(
          "INSERT INTO \"or ders\" VALUES ('a', 1, 'Z'), ('a', 2, 'a'), ('a', 3, 'b'), ('a', 4,"
              + " NULL), ('b', 1, 'Z')");
      statement.execute(dialect.createTemporary(temporary, table));
      statement.execute(dialect.createTemporary(temporary, table));
      statement.execute(
          "INSERT INTO "
              + temporary
              + " VALUES ('a', 1, 'a'), ('a', 2, 'a'), ('a', 3, 'a'), ('a', 4, 'a'), ('c', 1, 'a')");

      String rows = temporary + " s";
      assertThat(statement.executeUpdate(dialect.deleteOlder(table, rows, false)), is(2));
      assertThat(left(statement), contains("a 2", "a 3", "b 1"));
      assertThat(statement.executeUpdate(dialect.deleteOlder(table, rows, true)), is(1));
      assertThat(left(statement), contains("a 3", "b 1"));
    }
  }

  private static List<String> left(Statement statement) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet all = statement.executeQuery("SELECT * FROM \"or ders\" ORDER BY 1, 2")) {
      while (all.next()) {
        rows.add(all.getString(1) + " " + all.getLong(2));
      }
    }
    return rows;
  }
}
