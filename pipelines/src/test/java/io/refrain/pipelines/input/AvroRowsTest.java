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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema.Parser;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroRowsTest {
  private static final String ORDER =
      """
      {"type":"record","name":"Order","fields":[
        {"name":"id","type":"long"},
        {"name":"amount","type":["null",{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}]},
        {"name":"day","type":{"type":"int","logicalType":"date"}},
        {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"micros","type":{"type":"long","logicalType":"timestamp-micros"}},
        {"name":"local","type":{"type":"long","logicalType":"local-timestamp-micros"}},
        {"name":"time","type":{"type":"int","logicalType":"time-millis"}},
        {"name":"uuid","type":{"type":"string","logicalType":"uuid"}},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["NEW","OLD"]}},
        {"name":"raw","type":{"type":"fixed","name":"Two","size":2}},
        {"name":"tags","type":{"type":"array","items":["null","string"]}},
        {"name":"counts","type":{"type":"map","values":"int"}},
        {"name":"place","type":["null",{"type":"record","name":"Place","fields":[{"name":"x","type":"double"}]}]}
      ]}
      """;

  @TempDir private Path dir;

  private InputFile write(String name, String schema, Object... fields) throws IOException {
    org.apache.avro.Schema avro = new Parser().parse(schema);
    Path file = dir.resolve(name);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(avro))) {
      writer.create(avro, file.toFile());
      GenericRecord record = new GenericData.Record(avro);
      for (int i = 0; i < fields.length; i++) {
        record.put(i, fields[i]);
      }
      writer.append(record);
    }
    return InputFiles.match(file.toString()).get(0);
  }

  private InputFile writeOrder(Object amount, Object place) throws IOException {
    org.apache.avro.Schema avro = new Parser().parse(ORDER);
    Map<String, Integer> counts = new HashMap<>(Map.of("a", 1));
    return write(
        "orders.avro",
        ORDER,
        7L,
        amount,
        19797,
        1710496800123L,
        1710496800123456L,
        -1L,
        36_000_500,
        "123e4567-e89b-12d3-a456-426614174000",
        new GenericData.EnumSymbol(avro.getField("kind").schema(), "OLD"),
        new GenericData.Fixed(avro.getField("raw").schema(), new byte[] {1, 2}),
        Arrays.asList("x", null),
        counts,
        place);
  }

  private static final class Rows implements RowSink {
    private final RowConverter converter;
    private final List<List<Object>> rows = new ArrayList<>();
    private final List<RejectedRow> rejected = new ArrayList<>();

    private Rows(Schema schema) {
      converter = new RowConverter(RowLayout.of(schema));
    }

    @Override
    public void row(RowWriter row, long origin) {
      rows.add(converter.toRow(row.bytes(), 0, row.length()).getValues());
    }

    @Override
    public void rejected(RejectedRow row) {
      rejected.add(row);
    }
  }

  private static Rows read(InputFile file, Schema schema, boolean ignoreExtra) throws IOException {
    Rows rows = new Rows(schema);
    new AvroRows(RowLayout.of(schema), ignoreExtra).read(file, rows);
    return rows;
  }

  private static String error(InputFile file, String schema) {
    return assertThrows(InputException.class, () -> read(file, SchemaText.parse(schema), false))
        .getMessage();
  }

  @Test
  void everyTypeIsReadByTheFilesOwnSchema() throws IOException {
    InputFile file = writeOrder(ByteBuffer.wrap(new byte[] {(byte) 0xfb, 0x2e}), null);
    Schema schema = InputSchema.of(List.of(file));

    List<Object> row = read(file, schema, false).rows.get(0);

    assertThat(
        row.subList(0, 9),
        contains(
            7L,
            new BigDecimal("-12.34"),
            LocalDate.parse("2024-03-15"),
            Instant.parse("2024-03-15T10:00:00.123Z"),
            Instant.parse("2024-03-15T10:00:00.123456Z"),
            LocalDateTime.parse("1969-12-31T23:59:59.999999"),
            LocalTime.parse("10:00:00.500"),
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
            "OLD"));
    assertThat((byte[]) row.get(9), is(new byte[] {1, 2}));
    assertThat(row.get(10), is(Arrays.asList("x", null)));
    assertThat(row.get(11), is(Map.of("a", 1)));
    assertThat(row.get(12) == null, is(true));
  }

  @Test
  void nestedRecordsAreRows() throws IOException {
    org.apache.avro.Schema place =
        new Parser().parse(ORDER).getField("place").schema().getTypes().get(1);
    GenericRecord value = new GenericData.Record(place);
    value.put("x", 1.5);
    InputFile file = writeOrder(null, value);
    Schema schema = InputSchema.of(List.of(file));

    List<Object> row = read(file, schema, false).rows.get(0);

    assertThat(((Row) row.get(12)).getValues(), contains((Object) 1.5));
    assertThat(row.get(1) == null, is(true));
  }

  @Test
  void columnsAreMatchedByNameAndWidened() throws IOException {
    InputFile file =
        write(
            "a.avro",
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
                + "{\"name\":\"b\",\"type\":\"string\"},{\"name\":\"c\",\"type\":\"long\"}]}",
            5,
            "text",
            1L);

    Rows rows = read(file, SchemaText.parse("b VARCHAR(9), a BIGINT"), true);

    assertThat(rows.rows, contains(List.of("text", 5L)));
    assertThat(
        error(file, "b VARCHAR(9), a BIGINT"),
        containsString(
            "The Avro record a.avro has the fields [c], which the schema does not name"));
    assertThat(
        error(file, "a BIGINT, d DATE"),
        containsString("has no field 'd', which the schema names. Its fields are [a, b, c]"));
    assertThat(
        error(file, "a DATE, b VARCHAR, c BIGINT"),
        containsString("The Avro field a.avro.a is int, which is not read as DATE"));
    assertThat(
        read(file, SchemaText.parse("b VARCHAR(3), a BIGINT, c BIGINT"), false)
            .rejected
            .get(0)
            .toString(),
        is("unfit_value in a.avro.b: 'text' is longer than 3 characters"));
  }

  @Test
  void aFileThatIsNotAvroOrDamagedIsAnError() throws IOException {
    InputFile file = writeOrder(null, null);
    Schema schema = InputSchema.of(List.of(file));
    byte[] whole = Files.readAllBytes(Path.of(file.name()));

    for (int missing = 1; missing < 60; missing++) {
      Files.write(Path.of(file.name()), Arrays.copyOf(whole, whole.length - missing));
      InputException cut = assertThrows(InputException.class, () -> read(file, schema, false));
      assertThat(cut.getMessage(), containsString("is damaged or cut off after "));
    }
    Files.writeString(Path.of(file.name()), "id,amount\n");
    InputException text = assertThrows(InputException.class, () -> read(file, schema, false));

    assertThat(text.getMessage(), containsString("is not an Avro data file"));
  }

  @Test
  void filesOfDifferentSchemasAreRefused() throws IOException {
    String other =
        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
    InputFile one = write("a.avro", other, 1);
    InputFile two = write("b.avro", other.replace("int", "long"), 1L);

    InputException e = assertThrows(InputException.class, () -> InputSchema.of(List.of(one, two)));

    assertThat(
        e.getMessage(),
        containsString(
            one.name()
                + " has a INTEGER; "
                + two.name()
                + " has a BIGINT. Say --schema to choose."));
  }
}
