package io.refrain.conformance.subject;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;

/** Orders of a shop: the rows that every scenario uses, with a key, a date and a version. */
public final class Shop {
  public static final LocalDate DAY_1 = LocalDate.of(2024, 3, 15);
  public static final LocalDate DAY_2 = LocalDate.of(2024, 3, 16);
  public static final LocalDate DAY_3 = LocalDate.of(2024, 4, 1);
  public static final Instant NOON = Instant.parse("2024-03-15T12:00:00.123456Z");

  public static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("order_id")
          .addLogicalTypeField("order_date", SqlTypes.DATE)
          .addNullableField("product", FieldType.STRING)
          .addNullableField("quantity", FieldType.INT32)
          .addNullableField("updated_at", FieldType.logicalType(new MicrosInstant()))
          .build();

  /** The same, with a word that says what happened. */
  public static final Schema CHANGES =
      Schema.builder().addFields(SCHEMA.getFields()).addField("op", FieldType.STRING).build();

  private Shop() {}

  /**
   * An order.
   *
   * @param version when it was updated, in seconds after some noon
   */
  public static Row order(long id, LocalDate day, String product, Integer quantity, long version) {
    return Row.withSchema(SCHEMA)
        .addValues(id, day, product, quantity, NOON.plusSeconds(version))
        .build();
  }

  /** So many orders of a day, with numbers from a first one on. */
  public static List<Row> orders(LocalDate day, long firstId, int count, long version) {
    List<Row> rows = new ArrayList<>();
    for (long id = firstId; id < firstId + count; id++) {
      rows.add(order(id, day, id % 3 == 0 ? null : "product " + id, (int) id % 7, version));
    }
    return rows;
  }

  /** One row as text, as every reader of a target writes it. */
  public static String text(
      long id, LocalDate day, String product, Integer quantity, Instant updatedAt) {
    return id
        + "|"
        + day
        + "|"
        + product
        + "|"
        + quantity
        + "|"
        + ChronoUnit.MICROS.between(Instant.EPOCH, updatedAt);
  }

  /** Rows as sorted text. */
  public static List<String> text(Iterable<Row> rows) {
    List<String> out = new ArrayList<>();
    for (Row row : rows) {
      out.add(
          text(
              row.getInt64("order_id"),
              row.getLogicalTypeValue("order_date", LocalDate.class),
              row.getString("product"),
              row.getInt32("quantity"),
              row.getLogicalTypeValue("updated_at", Instant.class)));
    }
    out.sort(null);
    return out;
  }

  /** Several lists as one. */
  @SafeVarargs
  public static List<Row> all(List<Row>... lists) {
    List<Row> out = new ArrayList<>();
    for (List<Row> list : lists) {
      out.addAll(list);
    }
    return out;
  }
}
