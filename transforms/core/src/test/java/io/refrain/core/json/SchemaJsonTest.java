package io.refrain.core.json;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.row.RowLayout;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.junit.jupiter.api.Test;

class SchemaJsonTest {

  @Test
  void everyTypeComesBackAsItsOwn() {
    Schema inner = Schema.builder().addInt64Field("x").addNullableStringField("ü.y").build();
    Schema schema =
        Schema.builder()
            .addBooleanField("b")
            .addByteField("i8")
            .addInt16Field("i16")
            .addInt32Field("i32")
            .addInt64Field("i64")
            .addFloatField("f")
            .addDoubleField("d")
            .addLogicalTypeField("date", SqlTypes.DATE)
            .addLogicalTypeField("time", SqlTypes.TIME)
            .addLogicalTypeField("at", new MicrosInstant())
            .addLogicalTypeField("local", SqlTypes.DATETIME)
            .addLogicalTypeField("small", FixedPrecisionNumeric.of(12, 2))
            .addLogicalTypeField("large", FixedPrecisionNumeric.of(38, 10))
            .addDecimalField("unscaled")
            .addLogicalTypeField("uuid", new UuidLogicalType())
            .addNullableStringField("s")
            .addByteArrayField("bytes")
            .addArrayField("list", FieldType.STRING.withNullable(true))
            .addMapField("map", FieldType.STRING, FieldType.row(inner).withNullable(true))
            .addNullableField("row", FieldType.row(inner))
            .build();

    Schema back = SchemaJson.read(SchemaJson.write(RowLayout.of(schema)));

    assertThat(back, is(schema));
  }

  @Test
  void unknownKindIsNamed() {
    String json = "[{\"name\":\"a\",\"type\":{\"kind\":\"geometry\"},\"nullable\":true}]";
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> SchemaJson.read(json));
    assertThat(e.getMessage(), containsString("'geometry'"));
  }
}
