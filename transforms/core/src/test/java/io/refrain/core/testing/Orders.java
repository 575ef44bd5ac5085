package io.refrain.core.testing;

import io.refrain.core.DataInterval;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowLayout;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;

/** Orders by date: the rows that the tests of stores use. */
public final class Orders {
  public static final String DATE = "order_date";
  public static final LocalDate DAY_1 = LocalDate.of(2024, 3, 15);
  public static final LocalDate DAY_2 = LocalDate.of(2024, 3, 16);
  public static final LocalDate DAY_3 = LocalDate.of(2024, 4, 1);

  public static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("order_id")
          .addField(DATE, FieldType.logicalType(SqlTypes.DATE))
          .addNullableField("product", FieldType.STRING)
          .addField("amount", FieldType.logicalType(FixedPrecisionNumeric.of(12, 2)))
          .build();

  public static final RowLayout LAYOUT = RowLayout.of(SCHEMA);

  private Orders() {}

  public static Row order(long id, LocalDate day, String product, String amount) {
    return Row.withSchema(SCHEMA).addValues(id, day, product, new BigDecimal(amount)).build();
  }

  /** So many orders of a day, all different, with numbers from a first one on. */
  public static List<Row> orders(LocalDate day, long firstId, int count) {
    List<Row> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long id = firstId + i;
      out.add(order(id, day, id % 3 == 0 ? null : "product " + id, id + ".25"));
    }
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

  public static Partition partition(LocalDate day) {
    return Partition.of(DATE, day.toString());
  }

  public static ReplaceScope day(LocalDate day) {
    return ReplaceScope.interval(DATE, DataInterval.ofDay(day));
  }

  public static ReplaceScope month(String month) {
    return ReplaceScope.interval(DATE, DataInterval.parse(month));
  }

  /** Rows as sorted text, so that two multisets of rows can be compared and shown. */
  public static List<String> text(Iterable<Row> rows) {
    List<String> out = new ArrayList<>();
    rows.forEach(row -> out.add(row.getValues().toString()));
    out.sort(null);
    return out;
  }
}
