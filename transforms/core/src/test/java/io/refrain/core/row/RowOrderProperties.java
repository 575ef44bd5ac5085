package io.refrain.core.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/** The order of rows of one key is total, and that of their typed versions. */
class RowOrderProperties {

  private static Schema schema(FieldType version) {
    return Schema.builder()
        .addField("v", version.withNullable(false))
        .addInt32Field("w")
        .addStringField("op")
        .addStringField("text")
        .build();
  }

  private static Arbitrary<Row> rowsOf(Schema schema) {
    Arbitrary<Object> version = RandomRows.values(schema.getField("v").getType());
    return net.jqwik.api.Combinators.combine(
            // Few values, so that ties are frequent.
            Arbitraries.oneOf(version, version),
            Arbitraries.of(1, 2),
            Arbitraries.of("u", "d", "DELETE", "c", ""),
            Arbitraries.of("a", "b", "ü"))
        .as((v, w, op, text) -> Row.withSchema(schema).addValues(v, w, op, text).build());
  }

  /** Three rows, often with equal versions. */
  @Provide
  Arbitrary<List<Row>> triples() {
    return Arbitraries.of(RandomRows.FLAT)
        .flatMap(
            type -> {
              Schema schema = schema(type);
              return rowsOf(schema)
                  .list()
                  .ofSize(2)
                  .flatMap(
                      pair ->
                          Arbitraries.of(0, 1, 2)
                              .map(
                                  i ->
                                      List.of(
                                          pair.get(0),
                                          pair.get(1),
                                          Row.fromRow(pair.get(i % 2))
                                              .withFieldValue("op", i == 0 ? "d" : "u")
                                              .build())));
            });
  }

  private static final class Encoded {
    private final Row row;
    private final byte[] bytes;

    private Encoded(Row row, byte[] bytes) {
      this.row = row;
      this.bytes = bytes;
    }
  }

  private static int compare(RowOrder order, Encoded a, Encoded b) {
    int byVersion = order.compareVersions(a.bytes, 0, b.bytes, 0);
    return Integer.signum(
        byVersion != 0
            ? byVersion
            : RowOrder.compareContent(a.bytes, 0, a.bytes.length, b.bytes, 0, b.bytes.length));
  }

  @Property(tries = 500)
  void theOrderIsTotal(@ForAll("triples") List<Row> rows) {
    RowLayout layout = RowLayout.of(rows.get(0).getSchema());
    RowOrder order = new RowOrder(layout, List.of("v", "w"), new ChangeKind(layout, "op"));
    RowConverter converter = new RowConverter(layout);
    List<Encoded> all = rows.stream().map(row -> new Encoded(row, converter.toBytes(row))).toList();
    for (Encoded a : all) {
      for (Encoded b : all) {
        assertThat(compare(order, a, b), equalTo(-compare(order, b, a)));
        assertThat(compare(order, a, b) == 0, equalTo(a.row.equals(b.row)));
        for (Encoded c : all) {
          if (compare(order, a, b) <= 0 && compare(order, b, c) <= 0) {
            assertThat(compare(order, a, c), lessThanOrEqualTo(0));
          }
        }
      }
    }
  }

  @Property(tries = 500)
  void theOrderOfVersionsIsThatOfTheirValues(@ForAll("triples") List<Row> rows) {
    RowLayout layout = RowLayout.of(rows.get(0).getSchema());
    RowOrder order = new RowOrder(layout, List.of("v"));
    RowConverter converter = new RowConverter(layout);
    Object a = rows.get(0).getValue("v");
    Object b = rows.get(1).getValue("v");
    if (a instanceof Comparable && !(a instanceof String) && !(a instanceof java.util.UUID)) {
      assertThat(
          Integer.signum(
              order.compareVersions(
                  converter.toBytes(rows.get(0)), 0, converter.toBytes(rows.get(1)), 0)),
          equalTo(Integer.signum(compareTyped(a, b))));
    }
  }

  @SuppressWarnings("unchecked") // Both are values of one column.
  private static int compareTyped(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  @Example
  void aDeleteIsNewerThanAnUpsertOfItsVersionAndOlderThanThatOfTheNext() {
    Schema schema = schema(FieldType.INT64);
    RowLayout layout = RowLayout.of(schema);
    RowOrder order = new RowOrder(layout, List.of("v"), new ChangeKind(layout, "op"));
    RowConverter converter = new RowConverter(layout);
    byte[] upsert = converter.toBytes(Row.withSchema(schema).addValues(1L, 1, "u", "zzz").build());
    byte[] next = converter.toBytes(Row.withSchema(schema).addValues(2L, 1, "u", "").build());
    for (String op : List.of("d", "D", "delete", "Delete", "DELETE")) {
      byte[] delete = converter.toBytes(Row.withSchema(schema).addValues(1L, 1, op, "").build());
      assertThat(order.compareVersions(delete, 0, upsert, 0), greaterThan(0));
      assertThat(order.compareVersions(next, 0, delete, 0), greaterThan(0));
    }
    for (String op : List.of("", "di", "deleted", "DÉLETE", "c")) {
      byte[] other = converter.toBytes(Row.withSchema(schema).addValues(1L, 1, op, "").build());
      assertThat(order.compareVersions(other, 0, upsert, 0), equalTo(0));
    }
  }

  @Example
  void whatCannotBeOrderedIsRefused() {
    Schema schema =
        Schema.builder().addInt64Field("id").addArrayField("tags", FieldType.STRING).build();
    RowLayout layout = RowLayout.of(schema);
    assertThat(
        message(() -> new RowOrder(layout, List.of("tags"))),
        equalTo(
            "Version column 'tags' is of type ARRAY<VARCHAR>, which has no order of newer and"
                + " older."));
    assertThat(
        message(() -> new RowOrder(layout, List.of())),
        equalTo("Latest by what? Name at least one version column."));
    assertThat(
        message(() -> new RowKey(layout, List.of())), equalTo("A key needs at least one column."));
    assertThat(
        message(() -> new ChangeKind(layout, "id")),
        equalTo(
            "Change kind column 'id' must hold text, a boolean or the moment of the deletion, but is BIGINT."));
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
