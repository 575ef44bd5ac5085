package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.refrain.core.RejectedRow;
import io.refrain.pipelines.schema.SchemaText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowsTest {
  private static final Schema ORDERS =
      SchemaText.parse("id BIGINT, name VARCHAR(5), amount DECIMAL(20,2), paid BOOLEAN, day DATE");

  @Test
  void everyKindOfValueIsReadExactly() {
    Parsed parsed =
        Parsed.json(
            "{\"id\": 9223372036854775807, \"name\": \"é\\u00e9\", \"amount\":"
                + " 123456789012345678.90, \"paid\": true, \"day\": \"2024-03-15\"}\r\n"
                + "\n"
                + "{\"day\":null,\"amount\":\"1e3\",\"id\":\"7\"}",
            ORDERS);

    assertThat(parsed.rejected, is(empty()));
    assertThat(
        parsed.rows,
        contains(
            Arrays.asList(
                Long.MAX_VALUE,
                "éé",
                new BigDecimal("123456789012345678.90"),
                true,
                LocalDate.parse("2024-03-15")),
            Arrays.asList(7L, null, new BigDecimal("1000.00"), null, null)));
    assertThat(parsed.lines, contains(1L, 3L));
    assertThat(parsed.count, is(2L));
  }

  @Test
  void nestedValuesAreRead() {
    Schema schema =
        SchemaText.parse(
            "r ROW(a INT, at TIMESTAMP), l ARRAY<DECIMAL(5,1)>, m MAP<BIGINT, ARRAY<VARCHAR>>");

    Parsed parsed =
        Parsed.json(
            "{\"l\":[1,null,2.5],\"r\":{\"at\":\"2024-03-15T10:00:00Z\"},"
                + "\"m\":{\"5\":[\"x\"],\"4\":null}}",
            schema);

    assertThat(parsed.rejected, is(empty()));
    List<Object> row = parsed.rows.get(0);
    assertThat(
        ((Row) row.get(0)).getValues(),
        is(Arrays.asList(null, Instant.parse("2024-03-15T10:00:00Z"))));
    assertThat(row.get(1), is(Arrays.asList(new BigDecimal("1.0"), null, new BigDecimal("2.5"))));
    Map<Object, Object> map = new java.util.HashMap<>();
    map.put(5L, List.of("x"));
    map.put(4L, null);
    assertThat(row.get(2), is(map));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"id\":1.5} | unfit_value in id: '1.5' is not a whole number",
        "{\"id\":true} | unfit_value in id: 'true' is not a JSON number, as the type asks for",
        "{\"id\":[1]} | unfit_value in id: '[' is not a JSON number, as the type asks for",
        "{\"name\":5} | unfit_value in name: '5' is not a JSON string, as the type asks for",
        "{\"name\":\"abcdef\"} | unfit_value in name: 'abcdef' is longer than 5 characters",
        "{\"name\":\"\\ud800\"} | unfit_value in name: half of a surrogate pair is no character",
        "{\"paid\":\"true\"} | unfit_value in paid: 'true' is not a JSON boolean, as the type asks"
            + " for",
        "{\"amount\":0.001} | unfit_value in amount: '0.001' has more than 2 decimal places",
        "{\"day\":20240315} | unfit_value in day: '20240315' is not a JSON string, as the type asks"
            + " for",
        "{\"id\":1,\"more\":2} | malformed_row: the field 'more' is not in the schema",
        "{\"id\":1,\"id\":2} | malformed_row: the line is no JSON object: Duplicate field 'id'",
        "{\"id\":1}} | malformed_row: the line is no JSON object: Unexpected close marker",
        "{\"id\":1}{} | malformed_row: something follows the object on its line",
        "[1] | malformed_row: the line is no JSON object; each line must be one, from { to }",
        "{\"id\": | malformed_row: the line is no JSON object: Unexpected end-of-input",
      })
  void aLineThatDoesNotFitIsRejected(String line, String reason) {
    Parsed parsed = Parsed.json("{\"id\":1}\n" + line + "\n{\"id\":2}\n", ORDERS);

    assertThat(parsed.rejected.size(), is(1));
    RejectedRow rejected = parsed.rejected.get(0);
    assertThat(rejected.toString(), containsString(reason));
    assertThat(rejected.row(), is(line));
    assertThat(Origins.line(rejected.origin()), is(2L));
    assertThat(parsed.rows.size(), is(2));
  }

  @Test
  void malformedUtf8IsRejectedNotReplaced() {
    byte[] bytes = "{\"name\":\"?\"}\n".getBytes(StandardCharsets.UTF_8);
    bytes[9] = (byte) 0xff;

    Parsed parsed = Parsed.json(bytes, ORDERS, false, Parsed.LARGE);

    assertThat(parsed.rejected.get(0).reason(), is("byte 10 of the line is not UTF-8"));
  }

  @Test
  void nullsAreRejectedWhereTheSchemaSaysNotNull() {
    Schema schema = SchemaText.parse("a INT NOT NULL, r ROW(b INT NOT NULL)");

    Parsed parsed = Parsed.json("{}\n{\"a\":1,\"r\":{\"b\":null}}\n{\"a\":1,\"r\":null}\n", schema);

    assertThat(
        parsed.rejected.stream().map(RejectedRow::toString).toList(),
        contains(
            "null_value in a: missing or null, where the schema says NOT NULL",
            "null_value in r.b: missing or null, where the schema says NOT NULL"));
    assertThat(parsed.rows.size(), is(1));
  }

  @Test
  void extraFieldsArePassedOverIfAskedFor() {
    byte[] bytes = "{\"more\":{\"x\":[1]},\"id\":3}".getBytes(StandardCharsets.UTF_8);

    Parsed parsed = Parsed.json(bytes, ORDERS, true, Parsed.LARGE);

    assertThat(parsed.rows.get(0).get(0), is(3L));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16})
  void linesAreCutTheSameWhateverTheWindow(int windowBytes) {
    byte[] bytes =
        "\n{\"id\":1}\r\n  \n{\"id\":2,\"name\":\"日\"}\n{\"id\":3}"
            .getBytes(StandardCharsets.UTF_8);

    Parsed parsed = Parsed.json(bytes, ORDERS, false, windowBytes);

    assertThat(parsed.rejected, is(empty()));
    assertThat(parsed.lines, contains(2L, 4L, 5L));
  }
}
