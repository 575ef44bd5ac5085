package io.refrain.jdbc.upsert;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

final class VersionTextTest {

  @Test
  void aVersionOfAnyTypeComesBackAsItWas() {
    for (Row row : AllTypes.rows(false)) {
      RowLayout layout = RowLayout.of(row.getSchema());
      byte[] bytes = new RowConverter(layout).toBytes(row);
      List<String> columns = row.getSchema().getFieldNames();
      VersionText text = new VersionText(layout, columns);

      byte[] back = text.parse(text.of(bytes)).orElseThrow();

      assertThat(new RowOrder(layout, columns).compareVersions(bytes, 0, back, 0), is(0));
    }
  }

  private static VersionText of(FieldType type) {
    Schema schema = Schema.builder().addField("v", type).addStringField("rest").build();
    return new VersionText(RowLayout.of(schema), List.of("v"));
  }

  private static String text(FieldType type, Object value) {
    Schema schema = Schema.builder().addField("v", type).addStringField("rest").build();
    RowLayout layout = RowLayout.of(schema);
    Row row = Row.withSchema(schema).addValues(value, "x").build();
    return of(type).of(new RowConverter(layout).toBytes(row));
  }

  @Test
  void aNumberIsTheSameTextWhateverItsWidth() {
    assertThat(text(FieldType.INT64, 100L), equalTo("n3:100"));
    assertThat(text(FieldType.BYTE, (byte) 100), equalTo("n3:100"));
    assertThat(text(FieldType.DECIMAL, new BigDecimal("100.00")), equalTo("n3:100"));
    assertThat(text(FieldType.DECIMAL, new BigDecimal("1E+30")), equalTo("n5:1E+30"));
    assertThat(text(FieldType.FLOAT, 0.5f), equalTo(text(FieldType.DOUBLE, 0.5)));
  }

  @Test
  void aVersionThatAColumnCannotHoldIsNone() {
    assertThat(of(FieldType.BYTE).parse("n3:127").isPresent(), is(true));
    assertThat(of(FieldType.BYTE).parse("n3:128"), is(Optional.empty()));
    assertThat(of(FieldType.INT64).parse("n3:0.5"), is(Optional.empty()));
    assertThat(of(FieldType.FLOAT).parse("f3:0.1"), is(Optional.empty()));
    assertThat(of(FieldType.INT64).parse("t1:1"), is(Optional.empty()));
    assertThat(of(FieldType.INT64).parse("n1:1n1:1"), is(Optional.empty()));
  }
}
