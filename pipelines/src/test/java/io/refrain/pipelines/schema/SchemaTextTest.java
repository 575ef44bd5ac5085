package io.refrain.pipelines.schema;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.VariableString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTextTest {

  @Test
  void columnsComeInOrderWithTypesAndNullability() {
    Schema schema =
        SchemaText.parse(
            "order_id BIGINT, customer VARCHAR(20) NOT NULL, amount DECIMAL(12,2),"
                + " order_date DATE, updated_at TIMESTAMP");

    assertThat(
        RowLayout.of(schema).describe(),
        is(
            "order_id BIGINT, customer VARCHAR, amount DECIMAL(12,2), order_date DATE,"
                + " updated_at TIMESTAMP WITH TIME ZONE"));
    assertThat(schema.getField("order_id").getType().getNullable(), is(true));
    assertThat(schema.getField("customer").getType().getNullable(), is(false));
    assertThat(
        schema.getField("customer").getType().getLogicalType(VariableString.class).getMaxLength(),
        is(20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bool | BOOLEAN",
        "Boolean | BOOLEAN",
        "tinyint | TINYINT",
        "int1 | TINYINT",
        "smallint | SMALLINT",
        "int2 | SMALLINT",
        "integer | INTEGER",
        "INT | INTEGER",
        "int4 | INTEGER",
        "int8 | BIGINT",
        "long | BIGINT",
        "real | REAL",
        "float4 | REAL",
        "double | DOUBLE",
        "double precision | DOUBLE",
        "float | DOUBLE",
        "float8 | DOUBLE",
        "numeric(5) | DECIMAL(5,0)",
        "dec(38, 38) | DECIMAL(38,38)",
        "text | VARCHAR",
        "string | VARCHAR",
        "char(3) | VARCHAR",
        "character varying(9) | VARCHAR",
        "bytea | BYTES",
        "varbinary | BYTES",
        "time | TIME",
        "uuid | UUID",
        "timestamptz | TIMESTAMP WITH TIME ZONE",
        "timestamp | TIMESTAMP WITH TIME ZONE",
        "timestamp with time zone | TIMESTAMP WITH TIME ZONE",
        "timestamp without time zone | TIMESTAMP WITHOUT TIME ZONE",
        "datetime | TIMESTAMP WITHOUT TIME ZONE",
        "array<int> | ARRAY<INTEGER>",
        "map<text, array<decimal(4,1)>> | MAP<VARCHAR, ARRAY<DECIMAL(4,1)>>",
        "row(a int, \"b c\" date) | ROW(a INTEGER, b c DATE)"
      })
  void everyNameOfATypeIsKnown(String written, String type) {
    assertThat(RowLayout.of(SchemaText.parse("c " + written)).describe(), is("c " + type));
  }

  @Test
  void quotedNamesAreTakenAsWritten() {
    Schema schema =
        SchemaText.parse("\"a b\" INT, \"say \"\"x\"\"\" INT, \"BIGINT\" BIGINT, größe INT");

    assertThat(schema.getFieldNames().toString(), is("[a b, say \"x\", BIGINT, größe]"));
  }

  @Test
  void nullIsTheDefaultAndMayBeSaid() {
    assertThat(
        SchemaText.parse("a INT NULL").getField(0).getType(),
        is(FieldType.INT32.withNullable(true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order_id BIGINTT | position 10: 'BIGINTT' is no type that is known. The types are BOOLEAN",
        "order_id | position 9: expected a type (BOOLEAN, TINYINT",
        "a INT,, b INT | position 7: expected the name of a column, but found ','",
        "a INT, | position 7: expected the name of a column, but found the end",
        "a INT b INT | position 7: expected a comma, NOT NULL or the end, but found 'b'",
        "a INT, a DATE | position 8: the column 'a' is named twice",
        "a INT NOT | position 10: expected NULL, but found the end",
        "a DECIMAL | position 3: DECIMAL needs its digits, as in DECIMAL(12,2)",
        "a DECIMAL(39,2) | DECIMAL(39,2) is out of range: 1 to 38 digits",
        "a DECIMAL(3,4) | DECIMAL(3,4) is out of range",
        "a DECIMAL(x) | expected the number of digits, but found 'x'",
        "a DECIMAL(12,2 | expected ')', but found the end",
        "a VARCHAR(0) | a length must be positive, but is 0",
        "\"a INT | position 1: this quote is never closed",
        "a TIMESTAMP WITH ZONE | expected TIME, but found 'ZONE'",
        "a INT PRIMARY KEY | but found 'PRIMARY'",
        "'' | position 1: expected the name of a column, but found the end",
      })
  void whatIsWrongIsSaidWithItsPlace(String text, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> SchemaText.parse(text));

    assertThat(
        e.getMessage(),
        allOf(
            containsString(message), containsString("It is written like the columns of a table")));
  }
}
