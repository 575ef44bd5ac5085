package io.refrain.parquet.file;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.parquet.DuckDb;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What another engine makes of our files, and we of its. */
class ParquetInteropTest {
  @TempDir Path dir;

  private Row row() {
    Schema point = EveryType.NESTED.getField("point").getType().getRowSchema();
    Row at = Row.withSchema(point).attachValues(3, Arrays.asList("a", null));
    return Row.withSchema(EveryType.NESTED)
        .attachValues(
            1L,
            true,
            (byte) -8,
            (short) -16,
            -32,
            -64L,
            1.5f,
            -2.5,
            LocalDate.of(2024, 3, 15),
            LocalTime.of(10, 30, 15, 123_456_000),
            Instant.parse("2024-03-15T10:30:15.123456Z"),
            LocalDateTime.parse("1901-03-15T10:30:15.123456"),
            new BigDecimal("-1234567.89"),
            new BigDecimal("-123456789012.345678"),
            new BigDecimal("-1234567890123456789012345678.0123456789"),
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
            "größe",
            "raw".getBytes(StandardCharsets.UTF_8),
            at,
            Arrays.asList("x", null, "y"),
            Map.of("k", new BigDecimal("1.10")),
            List.of(at),
            List.of(List.of(LocalDate.of(1969, 12, 31)), List.of()));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void duckDbReadsEveryTypeAsWhatItIs(Compression compression) throws Exception {
    Path file = dir.resolve("rows.parquet");
    ParquetWriteOptions options = ParquetWriteOptions.DEFAULT.withCompression(compression);
    Rows.write(file, EveryType.NESTED, options, List.of(row()));

    assertThat(
        DuckDb.query("SELECT column_type FROM (DESCRIBE SELECT * FROM '" + file + "')"),
        contains(
            "BIGINT",
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "FLOAT",
            "DOUBLE",
            "DATE",
            "TIME",
            "TIMESTAMP WITH TIME ZONE",
            "TIMESTAMP",
            "DECIMAL(9,2)",
            "DECIMAL(18,6)",
            "DECIMAL(38,10)",
            "UUID",
            "VARCHAR",
            "BLOB",
            "STRUCT(x INTEGER, labels VARCHAR[])",
            "VARCHAR[]",
            "MAP(VARCHAR, DECIMAL(38,2))",
            "STRUCT(x INTEGER, labels VARCHAR[])[]",
            "DATE[][]"));
    assertThat(
        DuckDb.query("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM '" + file + "'"),
        contains(
            "1|true|-8|-16|-32|-64|1.5|-2.5|2024-03-15|10:30:15.123456"
                + "|2024-03-15 10:30:15.123456+00|1901-03-15 10:30:15.123456|-1234567.89"
                + "|-123456789012.345678|-1234567890123456789012345678.0123456789"
                + "|123e4567-e89b-12d3-a456-426614174000|größe|raw|{'x': 3, 'labels': [a, NULL]}"
                + "|[x, NULL, y]|{k=1.10}|[{'x': 3, 'labels': [a, NULL]}]|[[1969-12-31], []]"));
  }

  /** Spark reads no other encodings of these types in Iceberg tables. */
  @Test
  void booleansTextsAndBytesAreStoredPlain() throws Exception {
    Path file = dir.resolve("rows.parquet");
    Schema schema =
        Schema.builder()
            .addNullableField("flag", Schema.FieldType.BOOLEAN)
            .addNullableField("text", Schema.FieldType.STRING)
            .addNullableField("raw", Schema.FieldType.BYTES)
            .build();
    Row full = Row.withSchema(schema).addValues(true, "größe", new byte[] {1}).build();
    Row empty = Row.withSchema(schema).addValues(null, null, null).build();
    for (List<Row> rows : List.of(List.of(full, empty), List.of(empty))) {
      Rows.write(file, schema, ParquetWriteOptions.DEFAULT, rows);
      assertThat(
          DuckDb.query("SELECT encodings FROM parquet_metadata('" + file + "')"),
          contains("PLAIN", "PLAIN", "PLAIN"));
      assertThat(Rows.read(file), is(rows));
      Files.delete(file);
    }
  }

  @Test
  void duckDbCountsEveryRowAndNull() throws Exception {
    Path file = dir.resolve("rows.parquet");
    List<Row> rows = new EveryType(3).rows(EveryType.NESTED, 30_000);
    Rows.write(
        file, EveryType.NESTED, ParquetWriteOptions.DEFAULT.withRowGroupBytes(500_000), rows);

    for (Schema.Field field : EveryType.NESTED.getFields()) {
      long expected = rows.stream().filter(r -> r.getValue(field.getName()) != null).count();
      String sql = "SELECT count(*), count(" + field.getName() + ") FROM '" + file + "'";
      assertThat(field.getName(), DuckDb.query(sql), contains("30000|" + expected));
    }
    long sum =
        rows.stream().map(r -> (Short) r.getValue("i16")).mapToLong(ParquetInteropTest::or0).sum();
    assertThat(DuckDb.query("SELECT sum(i16) FROM '" + file + "'"), contains("" + sum));
  }

  private static long or0(Short value) {
    return value == null ? 0 : value;
  }

  @Test
  void filesOfDuckDbAreRead() throws Exception {
    Path file = dir.resolve("duck.parquet");
    copy(
        "SELECT 7::UTINYINT AS u8, 65535::USMALLINT AS u16, 4294967295::UINTEGER AS u32,"
            + " DATE '2024-03-15' AS d, TIMESTAMP '2024-03-15 10:30:15.123456' AS t,"
            + " TIMESTAMPTZ '2024-03-15 10:30:15.123456+00' AS tz, 1.25::DECIMAL(5,2) AS p,"
            + " 'ü' AS s, uuid() IS NOT NULL AS b, NULL::VARCHAR AS n, [1,2,NULL] AS l,"
            + " MAP {'a': 1} AS m, {'x': 1} AS r, TIME '10:00:00' AS c,"
            + " TIMESTAMP_MS '2024-03-15 10:30:15.123' AS ms",
        file);

    Row row = Rows.read(file).get(0);

    assertThat(row.<Short>getValue("u8"), is((short) 7));
    assertThat(row.<Integer>getValue("u16"), is(65535));
    assertThat(row.<Long>getValue("u32"), is(4294967295L));
    assertThat(row.<LocalDate>getValue("d"), is(LocalDate.of(2024, 3, 15)));
    assertThat(
        row.<LocalDateTime>getValue("t"), is(LocalDateTime.parse("2024-03-15T10:30:15.123456")));
    assertThat(row.<Instant>getValue("tz"), is(Instant.parse("2024-03-15T10:30:15.123456Z")));
    assertThat(row.<BigDecimal>getValue("p"), is(new BigDecimal("1.25")));
    assertThat(row.getString("s"), is("ü"));
    assertThat(row.getBoolean("b"), is(true));
    assertThat(row.getString("n"), is((String) null));
    assertThat(row.<List<Integer>>getValue("l"), is(Arrays.asList(1, 2, null)));
    assertThat(row.<Map<String, Integer>>getValue("m"), is(Map.of("a", 1)));
    assertThat(row.getRow("r").getInt32("x"), is(1));
    assertThat(row.<LocalTime>getValue("c"), is(LocalTime.of(10, 0)));
    assertThat(
        row.<LocalDateTime>getValue("ms"), is(LocalDateTime.parse("2024-03-15T10:30:15.123")));
  }

  @Test
  void flatFilesOfDuckDbAreRead() throws Exception {
    Path file = dir.resolve("duck.parquet");
    copy(
        "SELECT range AS id, (range % 300)::UTINYINT AS u8, -range::DECIMAL(30,3) AS big,"
            + " range::DECIMAL(4,1) AS small, 'name ' || range % 7 AS s"
            + " FROM range(200)",
        file);

    Row row = Rows.read(file).get(199);

    assertThat(row.getInt64("id"), is(199L));
    assertThat(row.<Short>getValue("u8"), is((short) 199));
    assertThat(row.<BigDecimal>getValue("big"), is(new BigDecimal("-199.000")));
    assertThat(row.<BigDecimal>getValue("small"), is(new BigDecimal("199.0")));
    assertThat(row.getString("s"), is("name 3"));
  }

  @Test
  void typesWithoutAnExactCounterpartAreRefusedByName() throws Exception {
    Path nanos = dir.resolve("nanos.parquet");
    copy("SELECT TIMESTAMP_NS '2024-03-15 10:30:15.123456789' AS at", nanos);
    Path unsigned = dir.resolve("unsigned.parquet");
    copy("SELECT 1::UBIGINT AS huge", unsigned);

    IllegalArgumentException first =
        assertThrows(IllegalArgumentException.class, () -> Rows.read(nanos));
    IllegalArgumentException second =
        assertThrows(IllegalArgumentException.class, () -> Rows.read(unsigned));

    assertThat(first.getMessage(), containsString("Cannot read column 'at' of nanos.parquet"));
    assertThat(second.getMessage(), containsString("Cannot read column 'huge'"));
  }

  @Test
  void unknownCompressionIsNamed() throws Exception {
    Path file = dir.resolve("lz4.parquet");
    DuckDb.execute("COPY (SELECT 1 AS a) TO '" + file + "' (FORMAT parquet, COMPRESSION lz4_raw)");

    Exception e = assertThrows(Exception.class, () -> Rows.read(file));
    assertThat(e.getMessage(), containsString("compressed with LZ4_RAW"));
  }

  @Test
  void gzipIsRead() throws Exception {
    Path file = dir.resolve("gzip.parquet");
    DuckDb.execute(
        "COPY (SELECT range AS a FROM range(5000)) TO '"
            + file
            + "' (FORMAT parquet, COMPRESSION gzip)");

    assertThat(Rows.readBytes(file).size(), is(5000));
  }

  private static void copy(String select, Path file) throws SQLException, IOException {
    DuckDb.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
  }
}
