package io.refrain.pipelines.schema;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroSchemasTest {

  private static String record(String... fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}";
  }

  private static String field(String name, String type) {
    return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"boolean\" | BOOLEAN",
        "\"int\" | INTEGER",
        "\"long\" | BIGINT",
        "\"float\" | REAL",
        "\"double\" | DOUBLE",
        "\"string\" | VARCHAR",
        "\"bytes\" | BYTES",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":4} | BYTES",
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]} | VARCHAR",
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":12,\"scale\":2} | DECIMAL(12,2)",
        "{\"type\":\"int\",\"logicalType\":\"date\"} | DATE",
        "{\"type\":\"int\",\"logicalType\":\"time-millis\"} | TIME",
        "{\"type\":\"long\",\"logicalType\":\"time-micros\"} | TIME",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"} | TIMESTAMP WITH TIME ZONE",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | TIMESTAMP WITH TIME ZONE",
        "{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"} | TIMESTAMP WITHOUT TIME ZONE",
        "{\"type\":\"string\",\"logicalType\":\"uuid\"} | UUID",
        "{\"type\":\"string\",\"logicalType\":\"of-somebody\"} | VARCHAR",
        "{\"type\":\"array\",\"items\":[\"null\",\"int\"]} | ARRAY<INTEGER>",
        "{\"type\":\"map\",\"values\":\"long\"} | MAP<VARCHAR, BIGINT>",
      })
  void everyTypeHasItsColumn(String avro, String column) {
    Schema schema = AvroSchemas.parse(record(field("c", avro)), "file.avsc");

    assertThat(RowLayout.of(schema).describe(), is("c " + column));
    assertThat(schema.getField(0).getType().getNullable(), is(false));
  }

  @Test
  void aUnionWithNullIsANullableColumn() {
    Schema schema =
        AvroSchemas.parse(
            record(field("d", "[\"null\",{\"type\":\"int\",\"logicalType\":\"date\"}]")), "f");

    assertThat(schema.getField("d").getType().getNullable(), is(true));
    assertThat(RowLayout.of(schema).describe(), is("d DATE"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "[\"int\",\"string\"] | The Avro field f.c is a union of 2 types, and cannot be a column.",
        "\"null\" | The Avro field f.c is always null",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"} | f.c is a timestamp in nanoseconds",
        "{\"type\":\"array\",\"items\":\"R\"} | does it contain itself?",
        "\"integer\" | f is not an Avro schema: ",
      })
  void whatHasNoColumnIsRefusedByName(String avro, String message) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> AvroSchemas.parse(record(field("c", avro)), "f"));

    assertThat(e.getMessage(), containsString(message));
  }

  @Test
  void onlyARecordMakesARow() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> AvroSchemas.parse("\"long\"", "f.avsc"));

    assertThat(e.getMessage(), is("f.avsc is an Avro long, where a record is needed."));
  }

  @Test
  void aDeclaredSchemaIsATextOrAnAvroFile(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("orders.avsc"), record(field("a", "\"long\"")));

    assertThat(DeclaredSchema.parse(file.toString()).getFieldNames().toString(), is("[a]"));
    assertThat(DeclaredSchema.parse("b INT").getFieldNames().toString(), is("[b]"));
  }

  @Test
  void aMissingSchemaFileIsNamed(@TempDir Path dir) {
    String file = dir.resolve("gone.avsc").toString();

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DeclaredSchema.parse(file));

    assertThat(e.getMessage(), is("There is no schema file " + file + "."));
  }
}
