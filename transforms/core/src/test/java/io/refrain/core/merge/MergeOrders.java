package io.refrain.core.merge;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;

/** Orders that change: the rows that the tests of merges use. */
public final class MergeOrders {
  public static final LocalDate DAY_1 = LocalDate.of(2024, 3, 15);
  public static final LocalDate DAY_2 = LocalDate.of(2024, 3, 16);
  public static final LocalDate DAY_3 = LocalDate.of(2024, 4, 1);

  /** What the table has: two columns more than the input, by {@code order_date}. */
  public static final Schema TABLE =
      columns()
          .addNullableField("deleted", FieldType.BOOLEAN)
          .addNullableField("note", FieldType.STRING)
          .build();

  /** Rows without deletes. */
  public static final Schema UPSERTS = columns().build();

  /** Rows with a word that says what happened. */
  public static final Schema INPUT = columns().addNullableField("op", FieldType.STRING).build();

  private static final Instant NOON = Instant.parse("2024-03-20T12:00:00Z");

  private MergeOrders() {}

  private static Schema.Builder columns() {
    return Schema.builder()
        .addInt64Field("order_id")
        .addNullableField("order_date", FieldType.logicalType(SqlTypes.DATE))
        .addNullableField("product", FieldType.STRING)
        .addNullableField("amount", FieldType.logicalType(FixedPrecisionNumeric.of(12, 2)))
        .addField("updated_at", FieldType.logicalType(new MicrosInstant()));
  }

  /** The moment of a version. */
  public static Instant at(int version) {
    return NOON.plusSeconds(version);
  }

  /** An order as it is from a version on. */
  public static Row order(long id, LocalDate day, int version) {
    return Row.withSchema(UPSERTS)
        .addValues(id, day, "product " + version, new BigDecimal(version + ".25"), at(version))
        .build();
  }

  /** Orders of a day, with numbers from a first to a last one. */
  public static List<Row> orders(int from, int to, LocalDate day, int version) {
    List<Row> out = new ArrayList<>();
    for (int id = from; id <= to; id++) {
      out.add(order(id, day, version));
    }
    return out;
  }

  /** Orders as the table holds them. */
  public static List<Row> stored(List<Row> orders) {
    return orders.stream().map(MergeOrders::stored).toList();
  }

  /** An order as the table holds it, unless somebody wrote a note to it. */
  public static Row stored(Row order) {
    return stored(order, null, null);
  }

  public static Row stored(Row order, Boolean deleted, String note) {
    List<Object> values = new ArrayList<>(order.getValues().subList(0, 5));
    values.add(deleted);
    values.add(note);
    return Row.withSchema(TABLE).addValues(values).build();
  }

  /** A change: the order, with what happened to it. */
  public static Row change(Row order, String op) {
    return Row.withSchema(INPUT).addValues(order.getValues()).addValue(op).build();
  }

  /** The deletion of an order, with no more than its key and version. */
  public static Row delete(long id, int version) {
    return Row.withSchema(INPUT).addValues(id, null, null, null, at(version), "d").build();
  }
}
