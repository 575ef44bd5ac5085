package io.refrain.core.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.math.BigDecimal;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;

final class RowKeyTest {

  private static long hash(FieldType type, Object value, boolean composite) {
    Schema schema = Schema.builder().addField("k", type).addStringField("text").build();
    RowLayout layout = RowLayout.of(schema);
    byte[] row =
        new RowConverter(layout).toBytes(Row.withSchema(schema).addValues(value, "x").build());
    List<String> key = composite ? List.of("k", "text") : List.of("k");
    return new RowKey(layout, key).hash(row, 0);
  }

  @Test
  void aNumberHashesTheSameWhateverTheWidthAndScaleOfItsColumn() {
    for (boolean composite : new boolean[] {false, true}) {
      long expected = hash(FieldType.INT64, -120L, composite);

      assertThat(hash(FieldType.BYTE, (byte) -120, composite), is(expected));
      assertThat(hash(FieldType.INT16, (short) -120, composite), is(expected));
      assertThat(hash(FieldType.INT32, -120, composite), is(expected));
      assertThat(hash(FieldType.DECIMAL, new BigDecimal("-1.2E+2"), composite), is(expected));
      for (int precision : new int[] {9, 30}) {
        FieldType decimal = FieldType.logicalType(FixedPrecisionNumeric.of(precision, 2));
        assertThat(hash(decimal, new BigDecimal("-120.00"), composite), is(expected));
        assertThat(hash(decimal, new BigDecimal("-120.01"), composite), is(not(expected)));
      }
      assertThat(
          hash(FieldType.DECIMAL, new BigDecimal("-0.50"), composite),
          is(hash(FieldType.DECIMAL, new BigDecimal("-0.5"), composite)));
      assertThat(
          hash(FieldType.DECIMAL, new BigDecimal("1E+30"), composite),
          is(not(hash(FieldType.DECIMAL, BigDecimal.ONE, composite))));
    }
  }

  private static void assertPrefixes(FieldType type, Object... inOrder) {
    Schema schema = Schema.builder().addField("k", type).addStringField("text").build();
    RowLayout layout = RowLayout.of(schema);
    RowKey key = new RowKey(layout, List.of("k", "text"));
    byte[][] rows = new byte[inOrder.length][];
    for (int i = 0; i < rows.length; i++) {
      Row row = Row.withSchema(schema).addValues(inOrder[i], "x").build();
      rows[i] = new RowConverter(layout).toBytes(row);
    }
    for (int i = 1; i < rows.length; i++) {
      assertThat(type + " " + i, key.compare(rows[i - 1], 0, rows[i], 0) < 0, is(true));
      assertThat(type + " " + i, key.prefix(rows[i - 1], 0) <= key.prefix(rows[i], 0), is(true));
    }
  }

  @Test
  void prefixesAreInTheOrderOfTheKeys() {
    assertPrefixes(FieldType.BYTE, Byte.MIN_VALUE, (byte) -1, (byte) 0, (byte) 1, Byte.MAX_VALUE);
    assertPrefixes(FieldType.INT16, Short.MIN_VALUE, (short) -1, (short) 0, Short.MAX_VALUE);
    assertPrefixes(FieldType.INT32, Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE);
    assertPrefixes(FieldType.INT64, Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
    assertPrefixes(FieldType.DOUBLE, Double.NEGATIVE_INFINITY, -1.5, -0.5, 0.5, 1e300);
    assertPrefixes(
        FieldType.STRING,
        "",
        "a",
        "a\0",
        "ab",
        "abcdefg",
        "abcdefgh",
        "abcdefgh1",
        "abcdefgi",
        "b",
        "\u007f",
        "\u00e4",
        "\uffee",
        "\ud83d\ude00");
    assertPrefixes(
        FieldType.logicalType(FixedPrecisionNumeric.of(9, 2)),
        new BigDecimal("-3.10"),
        new BigDecimal("0.00"),
        new BigDecimal("12.34"));
    assertPrefixes(
        FieldType.logicalType(FixedPrecisionNumeric.of(30, 2)),
        new BigDecimal("-3.10"),
        new BigDecimal("99999999999999999999.00"));
  }

  @Test
  void aChangeKindIsKnownByTheWordsOfTheField() {
    for (String word : List.of("d", "D", "delete", "DELETE", "-D")) {
      assertThat(word, kind(FieldType.STRING, word), is("DELETE"));
    }
    for (String word :
        List.of("c", "r", "u", "I", "insert", "Update", "upsert", "+I", "+U", "update_postimage")) {
      assertThat(word, kind(FieldType.STRING, word), is("UPSERT"));
    }
    for (String word : List.of("", "x", "-U", "update_preimage", "truncate", "deleted at noon")) {
      assertThat(word, kind(FieldType.STRING, word), is("unknown"));
    }
    assertThat(kind(FieldType.BOOLEAN, true), is("DELETE"));
    assertThat(kind(FieldType.BOOLEAN, false), is("UPSERT"));
    assertThat(kind(FieldType.BOOLEAN, null), is("unknown"));
    assertThat(kind(FieldType.STRING, null), is("unknown"));
    assertThat(kind(FieldType.DATETIME, org.joda.time.Instant.EPOCH), is("DELETE"));
    assertThat(kind(FieldType.DATETIME, null), is("UPSERT"));
  }

  private static String kind(FieldType type, Object value) {
    Schema schema = Schema.builder().addNullableField("op", type).build();
    RowLayout layout = RowLayout.of(schema);
    byte[] row = new RowConverter(layout).toBytes(Row.withSchema(schema).addValue(value).build());
    ChangeKind kind = new ChangeKind(layout, "op");
    String of = kind.of(row, 0).map(Enum::name).orElse("unknown");
    assertThat(kind.isDelete(row, 0), is(of.equals("DELETE")));
    return of;
  }
}
