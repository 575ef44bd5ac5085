package io.refrain.pipelines.input;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.RejectedRow;
import io.refrain.core.RejectedRow.Code;
import io.refrain.pipelines.schema.SchemaText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRowsTest {
  private static final Schema ORDERS =
      SchemaText.parse("id BIGINT, name VARCHAR(5), amount DECIMAL(6,2), day DATE, n INT NOT NULL");
  private static final String HEADER = "id,name,amount,day,n\n";

  private static RejectedRow onlyRejected(String lines) {
    Parsed parsed = Parsed.csv(HEADER + lines, ORDERS);
    assertThat(parsed.rejected.size(), is(1));
    return parsed.rejected.get(0);
  }

  @Test
  void everyTypeIsReadFromItsText() {
    Schema schema =
        SchemaText.parse(
            "a BOOLEAN, b TINYINT, c SMALLINT, d REAL, e DOUBLE, f DECIMAL(30,3), g BYTES, h BYTES,"
                + " i TIME, j TIMESTAMP, k TIMESTAMP WITHOUT TIME ZONE, l UUID, m VARCHAR");

    Parsed parsed =
        Parsed.csv(
            "a,b,c,d,e,f,g,h,i,j,k,l,m\n"
                + "TRUE,-128,32767,1.5,-2e-3,123456789012345678901234567.5,\\x00ff,AP8=,10:00:00.5,"
                + "2024-03-15T10:00:00+02:00,2024-03-15 10:00,"
                + "123e4567-E89B-12d3-a456-426614174000,\"5\"\" pipe\"\n",
            schema);

    assertThat(parsed.rejected, is(empty()));
    List<Object> row = parsed.rows.get(0);
    assertThat(
        row.subList(0, 6),
        contains(
            true,
            (byte) -128,
            (short) 32767,
            1.5f,
            -0.002,
            new BigDecimal("123456789012345678901234567.500")));
    assertThat((byte[]) row.get(6), is(new byte[] {0, -1}));
    assertThat((byte[]) row.get(7), is(new byte[] {0, -1}));
    assertThat(
        row.subList(8, 13),
        contains(
            LocalTime.parse("10:00:00.5"),
            Instant.parse("2024-03-15T08:00:00Z"),
            LocalDateTime.parse("2024-03-15T10:00"),
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
            "5\" pipe"));
  }

  @Test
  void theHeaderSaysWhichColumnIsWhere() {
    Parsed parsed = Parsed.csv("\"n\",day,id,amount,name\r\n7,2024-03-15,1,2.5,ab", ORDERS);

    assertThat(
        parsed.rows,
        contains(
            Arrays.asList(1L, "ab", new BigDecimal("2.50"), LocalDate.parse("2024-03-15"), 7)));
  }

  @Test
  void anEmptyFieldIsNullAndAnEmptyQuotedOneIsEmptyText() {
    Parsed parsed = Parsed.csv(HEADER + ",,,,1\n,\"\",,,1\n", ORDERS);

    assertThat(
        parsed.rows,
        contains(Arrays.asList(null, null, null, null, 1), Arrays.asList(null, "", null, null, 1)));
  }

  @Test
  void aHeaderAloneIsNoRows() {
    assertThat(Parsed.csv(HEADER, ORDERS).count, is(0L));
    assertThat(Parsed.csv(HEADER.strip(), ORDERS).count, is(0L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x1,a,1,2024-03-15,1 | unfit_value in id: 'x1' is not a whole number",
        "1 ,a,1,2024-03-15,1 | unfit_value in id: '1 ' is not a whole number",
        "\"\",a,1,2024-03-15,1 | unfit_value in id: '' is not a whole number",
        "9223372036854775808,a,1,,1 | unfit_value in id: '9223372036854775808' is not between"
            + " -9223372036854775808 and 9223372036854775807",
        "1,abcdef,1,2024-03-15,1 | unfit_value in name: 'abcdef' is longer than 5 characters",
        "1,a,1.005,2024-03-15,1 | unfit_value in amount: '1.005' has more than 2 decimal places",
        "1,a,12345,2024-03-15,1 | unfit_value in amount: '12345' has more than 4 digits before"
            + " the point, the most that DECIMAL(6,2) takes",
        "1,a,1e999999999,,1 | unfit_value in amount: '1e999999999' has more than 4 digits before"
            + " the point, the most that DECIMAL(6,2) takes",
        "1,a,'1,5',2024-03-15,1 | malformed_row: 6 fields, where the header names 5 columns",
        "1,a,1,2024-02-30,1 | unfit_value in day: '2024-02-30' names a day that does not exist",
        "1,a,1,15.03.2024,1 | unfit_value in day: '15.03.2024' is not a date (yyyy-MM-dd)",
        "1,a,1,2024-03-15, | null_value in n: nothing stands where the schema says NOT NULL",
        "1,a,1 | malformed_row: 3 fields, where the header names 5 columns",
        "1,\"a\"b,1,,1 | malformed_row: text follows a closing quote; a quote inside quotes must be"
            + " doubled",
      })
  void aRowThatDoesNotFitIsRejectedWithItsValue(String line, String reason) {
    RejectedRow rejected = onlyRejected("1,a,1,,1\n" + line + "\n2,b,2,,2\n");

    assertThat(rejected.toString(), is(reason));
    assertThat(rejected.row(), is(line));
    assertThat(Origins.line(rejected.origin()), is(3L));
  }

  @Test
  void theRowsAroundARejectedOneAreRead() {
    Parsed parsed = Parsed.csv(HEADER + "1,a,1,,1\nx\n2,\"b\n\",2,,2\ny\n3,c,3,,3\n", ORDERS);

    assertThat(parsed.rows.stream().map(r -> r.get(0)).toList(), contains(1L, 2L, 3L));
    assertThat(parsed.lines, contains(2L, 4L, 7L));
    assertThat(
        parsed.rejected.stream().map(r -> Origins.line(r.origin())).toList(), contains(3L, 6L));
    assertThat(parsed.count, is(5L));
  }

  @Test
  void malformedUtf8IsRejectedNotReplaced() {
    byte[] bytes = (HEADER + "1,?é,1,,1\n2,b,2,,2\n").getBytes(StandardCharsets.UTF_8);
    bytes[HEADER.length() + 2] = (byte) 0xC0;

    Parsed parsed = Parsed.csv(bytes, ORDERS, Parsed.LARGE, Parsed.LARGE);

    assertThat(parsed.rejected.get(0).code(), is(Code.MALFORMED_ROW));
    assertThat(parsed.rejected.get(0).reason(), is("byte 3 of the row, 0xC0, is not UTF-8"));
    assertThat(parsed.rejected.get(0).row(), is("1,\\xC0é,1,,1"));
    assertThat(parsed.rows.size(), is(1));
  }

  @Test
  void lengthIsCountedInCharactersNotBytes() {
    assertThat(Parsed.csv(HEADER + "1,é日😀x,1,,1\n", ORDERS).rejected, is(empty()));
    assertThat(onlyRejected("1,é日😀xy,1,,1\n").reason(), containsString("longer than 5"));
  }

  @Test
  void longValuesAndRowsAreShortenedInReasons() {
    RejectedRow rejected = onlyRejected("1,a,1,,\"" + "é".repeat(5000) + "\"\n");

    assertThat(rejected.reason(), is("'" + "é".repeat(40) + "...' is not a whole number"));
    assertThat(rejected.row().length() < 2100, is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id,name,amount,n | The header of orders.csv has no column 'day', which the schema names."
            + " Its columns are 'id', 'name', 'amount', 'n'. Names must be equal, letter case"
            + " included. Nothing was stored.",
        "id,name,amount,day,n,more | The header of orders.csv has the column 'more', which the"
            + " schema does not name. Add it to the schema, or ask for extra columns to be ignored."
            + " Nothing was stored.",
        "id,name,amount,day,n,day | The header of orders.csv names 'day' twice. Nothing was stored.",
      })
  void aHeaderThatDoesNotFitIsAnError(String header, String message) {
    InputException e =
        assertThrows(InputException.class, () -> Parsed.csv(header + "\n1,a,1,,1\n", ORDERS));

    assertThat(e.getMessage(), is(message));
  }

  @Test
  void anEmptyFileIsNotAHeaderAlone() {
    InputException e = assertThrows(InputException.class, () -> Parsed.csv("", ORDERS));

    assertThat(
        e.getMessage(),
        is(
            "orders.csv is empty. A CSV file begins with a header line that names its columns:"
                + " id,name,amount,day,n. Nothing was stored."));
  }

  @Test
  void aQuoteThatIsNeverClosedIsAnErrorWithItsLine() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> Parsed.csv(HEADER + "1,\"a\nb\",1,,1\n2,\"b,2,,2\n3,c,3,,3\n", ORDERS));

    assertThat(
        e.getMessage(),
        is(
            "orders.csv:4: the quote opened on this line is never closed, so the rest of the file"
                + " cannot be read. Close it, or double it if it is part of the text. Nothing was"
                + " stored."));
  }

  @Test
  void theParserFindsAnOpenQuoteByItself() {
    CsvHeader header = new CsvHeader(List.of(0), 1);
    CsvRecords records =
        CsvRows.records(
            new ByteWindow(
                new java.io.ByteArrayInputStream("a\n\"b\nc".getBytes(StandardCharsets.UTF_8)), 3),
            "orders.csv.gz",
            header,
            2);

    InputException e =
        assertThrows(
            InputException.class,
            () -> {
              while (records.next()) {
                assertThat(records.line(), is(2L));
              }
            });

    assertThat(e.getMessage(), containsString("orders.csv.gz:3: the quote opened on this line"));
  }

  @Test
  void aRecordWithoutEndIsAnErrorBeforeMemoryIs() {
    java.io.InputStream endless =
        new java.io.InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] b, int offset, int length) {
            Arrays.fill(b, offset, offset + length, (byte) 'a');
            return length;
          }
        };
    CsvRecords records =
        new CsvRecords(new ByteWindow(endless, 1 << 16), "orders.csv", 5, true, 17);

    InputException e = assertThrows(InputException.class, records::next);

    assertThat(
        e.getMessage(),
        is(
            "orders.csv:17: the record that begins here is larger than 64 MB. Is a quote missing?"
                + " Nothing was stored."));
  }

  @Test
  void nestedColumnsAreRefused() {
    Parsed parsed = Parsed.csv("a\n1\n", SchemaText.parse("a ARRAY<INT>"));

    assertThat(
        parsed.rejected.get(0).reason(), is("'1' cannot be read as ARRAY<INTEGER> from text"));
  }
}
