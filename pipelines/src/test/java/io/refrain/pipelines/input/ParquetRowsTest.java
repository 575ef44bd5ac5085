package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.pipelines.schema.SchemaText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files that DuckDB wrote. */
class ParquetRowsTest {
  private static final String ORDERS =
      "SELECT 7::BIGINT id, 'x' AS name, 12.30::DECIMAL(12,2) amount, DATE '2024-03-15' AS day,"
          + " TIMESTAMPTZ '2024-03-15T10:00:00Z' AS at"
          + " UNION ALL SELECT 8, NULL, NULL, NULL, NULL ORDER BY 1";

  @TempDir private Path dir;

  private InputFile write(String name, String query) throws SQLException {
    Path file = dir.resolve(name);
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return InputFiles.match(file.toString()).get(0);
  }

  private static final class Rows implements RowSink {
    private final RowConverter converter;
    private final List<List<Object>> rows = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();

    private Rows(Schema schema) {
      converter = new RowConverter(RowLayout.of(schema));
    }

    @Override
    public void row(RowWriter row, long origin) {
      rows.add(converter.toRow(row.bytes(), 0, row.length()).getValues());
    }

    @Override
    public void rejected(RejectedRow row) {
      rejected.add(Origins.line(row.origin()) + " " + row);
    }
  }

  private static Rows read(InputFile file, Schema schema, boolean ignoreExtra) throws IOException {
    Rows rows = new Rows(schema);
    long count = new ParquetRows(RowLayout.of(schema), ignoreExtra).read(file, rows);
    assertThat(count, is((long) rows.rows.size() + rows.rejected.size()));
    return rows;
  }

  private static String error(InputFile file, String schema) {
    return assertThrows(InputException.class, () -> read(file, SchemaText.parse(schema), false))
        .getMessage();
  }

  @Test
  void rowsAreReadByTheFilesOwnSchema() throws Exception {
    InputFile file = write("orders.parquet", ORDERS);

    Rows rows = read(file, InputSchema.of(List.of(file)), false);

    assertThat(
        rows.rows,
        contains(
            List.of(
                7L,
                "x",
                new BigDecimal("12.30"),
                LocalDate.parse("2024-03-15"),
                Instant.parse("2024-03-15T10:00:00Z")),
            Arrays.asList(8L, null, null, null, null)));
  }

  @Test
  void columnsAreMatchedByNameAndWidened() throws Exception {
    InputFile file = write("a.parquet", "SELECT 'text' AS b, 5::SMALLINT AS a, 1.5::FLOAT AS c");

    assertThat(
        read(file, SchemaText.parse("c DOUBLE, a BIGINT, b VARCHAR(4)"), false).rows,
        contains(List.of(1.5, 5L, "text")));
    assertThat(read(file, SchemaText.parse("a SMALLINT"), true).rows, contains(List.of((short) 5)));
  }

  @Test
  void rowsThatDoNotFitTheSchemaAreRejected() throws Exception {
    InputFile file = write("orders.parquet", ORDERS);

    Rows rows = read(file, SchemaText.parse("id BIGINT, name VARCHAR NOT NULL"), true);
    Rows tooLong =
        read(write("b.parquet", "SELECT 'text' AS b"), SchemaText.parse("b VARCHAR(3)"), false);

    assertThat(rows.rows, contains(List.of(7L, "x")));
    assertThat(
        rows.rejected, contains("2 null_value in name: null, where the schema says NOT NULL"));
    assertThat(
        tooLong.rejected, contains("1 unfit_value in b: 'text' is longer than 3 characters"));
  }

  @Test
  void aFileThatDoesNotFitTheSchemaIsAnError() throws Exception {
    InputFile file = write("a.parquet", "SELECT 5::BIGINT AS a, 'x' AS b");

    assertThat(
        error(file, "a BIGINT, c DATE"),
        containsString(
            "a.parquet has no column 'c', which the schema names. Its columns are [a, b]"));
    assertThat(
        error(file, "a INTEGER, b VARCHAR"),
        containsString("Column 'a' of a.parquet is BIGINT, which is not read as INTEGER"));
    assertThat(
        error(file, "a BIGINT"),
        containsString("a.parquet has the columns [b], which the schema does not name"));
  }

  @Test
  void whatIsNotParquetIsAnError() throws Exception {
    Path file = Files.writeString(dir.resolve("text.parquet"), "id,name\n1,x\n");
    InputFile input = InputFiles.match(file.toString()).get(0);

    InputException e = assertThrows(InputException.class, () -> InputSchema.of(List.of(input)));

    assertThat(e.getMessage(), containsString(file.toString()));
    assertThat(e.getMessage(), containsString("Nothing was stored."));
  }
}
