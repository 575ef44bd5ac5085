package io.refrain.jdbc.upsert;

import io.refrain.core.row.Frame;
import io.refrain.core.row.RowBlock;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.values.Row;

/** Rows of orders, and blocks of them. */
public final class Orders {
  public static final Instant NOON = Instant.parse("2024-03-15T12:00:00Z");

  public static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("order_id")
          .addNullableField("product", FieldType.STRING)
          .addNullableField("quantity", FieldType.INT32)
          .addLogicalTypeField("updated_at", new MicrosInstant())
          .build();

  private Orders() {}

  public static Row order(long id, String product, Integer quantity, long secondsAfterNoon) {
    return Row.withSchema(SCHEMA)
        .addValues(id, product, quantity, NOON.plusSeconds(secondsAfterNoon))
        .build();
  }

  /** So many orders, updated so many seconds after noon. */
  public static List<Row> orders(int count, int quantity, long secondsAfterNoon) {
    List<Row> rows = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      rows.add(order(id, "product " + id, quantity, secondsAfterNoon));
    }
    return rows;
  }

  /** One block of rows, which come from lines 1, 2 and so on. */
  public static RowBlock block(Schema schema, List<Row> rows) {
    RowConverter converter = new RowConverter(RowLayout.of(schema));
    RowBlock.Builder block = new RowBlock.Builder(1024);
    long line = 1;
    for (Row row : rows) {
      RowWriter encoded = converter.encode(row);
      block.add(encoded.bytes(), 0, encoded.length(), Frame.tag(line++));
    }
    return block.build();
  }
}
