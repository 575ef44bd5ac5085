package io.refrain.testkit.stored;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredContentTest {
  @TempDir Path directory;

  private static JdbcDataSource h2() throws SQLException {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:stored;DB_CLOSE_DELAY=-1");
    try (Connection connection = h2.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP ALL OBJECTS");
      statement.execute(
          "CREATE TABLE Order_Lines (id INT, price DECIMAL(8,2), sold DATE, at TIMESTAMP(6) WITH TIME"
              + " ZONE, local TIMESTAMP, raw VARBINARY(4), note CLOB)");
      statement.execute(
          "INSERT INTO Order_Lines VALUES (1, 2.50, DATE '2024-03-15', TIMESTAMP WITH TIME ZONE"
              + " '2024-03-15 10:00:00+02:00', TIMESTAMP '2024-03-15 10:00:00', X'0AFF', 'hi')");
      statement.execute("INSERT INTO Order_Lines (id) VALUES (2)");
      statement.execute("CREATE SCHEMA archive");
      statement.execute("CREATE TABLE archive.Order_Lines (id INT)");
      statement.execute("CREATE TABLE orderXlines (id INT)");
    }
    return h2;
  }

  @Test
  void aTableIsFoundInAnyCaseAndReadTheSameInEveryTimeZone() throws Exception {
    StoredContent table = StoredContent.jdbcTable(h2(), "order_lines");
    List<StoredRow> rows = table.read();
    assertThat(
        rows.get(0).toString(),
        is(
            "{ID=1, PRICE=2.50, SOLD=2024-03-15, AT=2024-03-15T08:00:00Z, LOCAL=2024-03-15T10:00,"
                + " RAW=0x0aff, NOTE=hi}"));
    assertThat(rows.get(1).value("NOTE") == null, is(true));
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Marquesas"));
      assertThat(table.read(), is(rows));
    } finally {
      TimeZone.setDefault(before);
    }
    assertThat(StoredContent.jdbcTable(h2(), "archive.order_lines").read(), is(empty()));
  }

  @Test
  void aTableThatIsNotThereIsNamed() throws Exception {
    StoredContent table = StoredContent.jdbcTable(h2(), "sales");
    assertThat(
        assertThrows(SQLException.class, table::read).getMessage(),
        startsWith("There is no table sales in jdbc:h2:mem:stored"));
  }

  @Test
  void aQueryIsReadByItsLabels() throws Exception {
    assertThat(
        StoredContent.jdbcQuery(h2(), "SELECT COUNT(*) AS lines FROM order_lines").read(),
        contains(StoredRow.of("LINES", 2)));
  }

  @Test
  void csvHasPartitionsAndSkipsHiddenFiles() throws Exception {
    Path day = Files.createDirectories(directory.resolve("day=2024-03-15"));
    Files.writeString(day.resolve("a.csv"), "id,name\n1,\"ant, big\"\n");
    Files.writeString(directory.resolve("b.csv"), "id,name\n2,ş\n");
    Files.writeString(directory.resolve("_tmp.csv"), "id,name\n9,no\n");
    Files.createDirectories(directory.resolve(".hidden"));
    Files.writeString(directory.resolve(".hidden/c.csv"), "id,name\n9,no\n");
    Files.writeString(directory.resolve("d.txt"), "no");
    assertThat(
        StoredContent.csvFiles(directory).read(),
        containsInAnyOrder(
            StoredRow.of("id", 1, "name", "ant, big", "day", "2024-03-15"),
            StoredRow.of("id", 2, "name", "ş")));
  }

  @Test
  void jsonLinesAreComparedByContent() throws Exception {
    Files.writeString(
        directory.resolve("a.jsonl"),
        "{\"id\":1,\"n\":{\"b\":1,\"a\":[1.50,null]}}\n{\"id\":null}\n");
    assertThat(
        StoredContent.jsonLines(directory).read(),
        contains(StoredRow.of("id", 1, "n", "{a=[1.50, null], b=1}"), row("id", null)));
    Files.writeString(directory.resolve("a.jsonl"), "[1]");
    assertThat(
        assertThrows(java.io.IOException.class, StoredContent.jsonLines(directory)::read)
            .getMessage(),
        is(directory.resolve("a.jsonl") + " does not hold one JSON object per line."));
  }

  private static StoredRow row(String column, Object value) {
    return StoredRow.of(column, value);
  }

  @Test
  void aDirectoryThatIsNotThereIsEmpty() throws Exception {
    assertThat(StoredContent.parquetFiles(directory.resolve("none")).read(), is(empty()));
  }

  @Test
  void valuesAreTextsThatDependOnNothing() {
    assertThat(CellText.of(new BigDecimal("1E+3")), is("1000"));
    assertThat(CellText.of(new byte[] {1, -1}), is("0x01ff"));
    assertThat(CellText.of(Arrays.asList(1, null)), is("[1, null]"));
    assertThat(CellText.of(Map.of("b", 1, "a", List.of())), is("{a=[], b=1}"));
    assertThat(
        CellText.of(java.sql.Timestamp.valueOf("2024-03-15 10:00:00")), is("2024-03-15T10:00"));
  }

  @Test
  void aRowIsMadeOfPairs() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> StoredRow.of("id", 1, "name"))
            .getMessage(),
        is("A row is made of columns, each followed by its value, but name has none."));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> StoredRow.of("id", 1, "id", 2))
            .getMessage(),
        is("The column id stands there twice."));
  }
}
