package io.refrain.interop;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.DAY_3;
import static io.refrain.core.merge.MergeOrders.UPSERTS;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that Refrain made: Spark changes them, and Refrain goes on afterwards. */
@ExtendWith(WithSpark.class)
class TurnsTest {
  private static final String DATE = "order_date";

  /** Ten orders on each of two days, by Refrain. */
  private static LakeTable orders10(Lakehouse house, Lake lake) {
    LakeTable table = house.newTable(lake);
    replace(
        table, ReplaceScope.everything(), all(orders(1, 10, DAY_1, 1), orders(11, 20, DAY_2, 1)));
    if (lake == Lake.DELTA_VECTORS) {
      table.spark("ALTER TABLE %s SET TBLPROPERTIES ('delta.enableDeletionVectors'='true')");
    }
    return table;
  }

  private static void replace(LakeTable table, ReplaceScope scope, List<Row> rows) {
    Runs.replace(table.replaced(DATE), scope, UPSERTS, rows);
  }

  private static void assertContent(LakeTable table, List<Row> expected) {
    assertThat(table.content(), equalTo(TableText.of(expected)));
  }

  @ParameterizedTest
  @EnumSource
  void sparkChangesADayAndWeReplaceAnotherAndMergeIntoBoth(Lake lake, Lakehouse house) {
    LakeTable table = orders10(house, lake);
    table.spark(
        "MERGE INTO %s t USING (SELECT * FROM VALUES (1L, 'by spark'), (2L, 'by spark') AS"
            + " v(order_id, product)) s ON t.order_id = s.order_id WHEN MATCHED THEN UPDATE SET"
            + " product = s.product, updated_at = TIMESTAMP'2024-03-20T12:00:05Z', amount = 5.25"
            + " WHEN NOT MATCHED THEN INSERT (order_id, updated_at) VALUES (s.order_id,"
            + " TIMESTAMP'2024-03-20T12:00:05Z')");
    table.spark(
        "UPDATE %s SET product = 'product 5', amount = 5.25, updated_at ="
            + " TIMESTAMP'2024-03-20T12:00:05Z' WHERE order_id = 3");
    table.spark("DELETE FROM %s WHERE order_id = 4");
    replace(table, day(DAY_2), orders(11, 15, DAY_2, 2));
    Runs.merge(
        Runs.merge(table.merged()),
        UPSERTS,
        // Newer than Spark's rows, older than one of them, deleted by Spark, absent, moved.
        all(
            orders(1, 2, DAY_1, 6),
            orders(3, 3, DAY_1, 4),
            orders(4, 4, DAY_1, 1),
            orders(30, 31, DAY_3, 1),
            orders(11, 11, DAY_1, 7)));
    assertContent(
        table,
        all(
            orders(1, 2, DAY_1, 6),
            orders(3, 3, DAY_1, 5),
            orders(4, 10, DAY_1, 1),
            orders(11, 11, DAY_1, 7),
            orders(12, 15, DAY_2, 2),
            orders(30, 31, DAY_3, 1)));
    // And Spark after that.
    table.spark("DELETE FROM %s WHERE order_id > 5");
    assertContent(
        table, all(orders(1, 2, DAY_1, 6), orders(3, 3, DAY_1, 5), orders(4, 5, DAY_1, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void whatSparkWroteIntoOurDayIsAConflictUnlessTakenOver(Lake lake, Lakehouse house) {
    LakeTable table = orders10(house, lake);
    table.spark(
        "INSERT INTO %s VALUES (99, DATE'"
            + DAY_1
            + "', 'by spark', 1.00, TIMESTAMP'2024-03-20T12:00:00Z')");
    List<String> before = table.content();
    List<Row> rows = orders(1, 3, DAY_1, 2);
    RefrainException e = Runs.refused(table.replaced(DATE), day(DAY_1), UPSERTS, rows);
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertThat(e.getMessage(), containsString("Nothing was changed."));
    assertThat(table.content(), equalTo(before));
    Runs.takeOver(table.replaced(DATE), day(DAY_1), UPSERTS, rows);
    assertContent(table, all(rows, orders(11, 20, DAY_2, 1)));
    // From then on it is ours again.
    replace(table, day(DAY_1), orders(1, 4, DAY_1, 3));
    assertContent(table, all(orders(1, 4, DAY_1, 3), orders(11, 20, DAY_2, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void whatSparkDeletedInOurDayIsAConflictUnlessTakenOver(Lake lake, Lakehouse house) {
    LakeTable table = orders10(house, lake);
    table.spark("DELETE FROM %s WHERE order_id = 3");
    assertThat(table.filesWithDeletes(), is(lake.marksDeletes() ? 1L : 0L));
    List<Row> rows = orders(1, 3, DAY_1, 2);
    RefrainException e = Runs.refused(table.replaced(DATE), day(DAY_1), UPSERTS, rows);
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    Runs.takeOver(table.replaced(DATE), day(DAY_1), UPSERTS, rows);
    assertContent(table, all(rows, orders(11, 20, DAY_2, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void aCompactionBySparkLeavesOurDaysOurs(Lake lake, Lakehouse house) {
    LakeTable table = house.newTable(lake);
    List<Row> many = all(orders(1, 3000, DAY_1, 1), orders(3001, 6000, DAY_2, 1));
    Runs.replace(table.replacedInSmallFiles(DATE), ReplaceScope.everything(), UPSERTS, many);
    long files = table.files();
    assertThat(files, greaterThan(2L));
    table.compact();
    assertThat(table.files(), lessThan(files));
    replace(table, day(DAY_1), orders(1, 3, DAY_1, 2));
    assertContent(table, all(orders(1, 3, DAY_1, 2), orders(3001, 6000, DAY_2, 1)));
    Runs.merge(Runs.merge(table.merged()), UPSERTS, orders(3001, 3002, DAY_2, 5));
    assertContent(
        table,
        all(orders(1, 3, DAY_1, 2), orders(3001, 3002, DAY_2, 5), orders(3003, 6000, DAY_2, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void aColumnThatWeAddIsOneOfSparks(Lake lake, Lakehouse house) {
    LakeTable table = orders10(house, lake);
    Schema wider =
        Schema.builder()
            .addFields(UPSERTS.getFields())
            .addNullableField("region", FieldType.STRING)
            .build();
    List<Row> rows = new ArrayList<>();
    for (Row row : orders(11, 12, DAY_2, 2)) {
      rows.add(Row.withSchema(wider).addValues(row.getValues()).addValue("north").build());
    }
    Runs.replace(table.evolved(DATE), day(DAY_2), wider, rows);
    table.spark("UPDATE %s SET region = 'south' WHERE order_id = 1");
    List<Row> expected = new ArrayList<>(rows);
    for (Row row : orders(1, 10, DAY_1, 1)) {
      String region = row.getInt64("order_id") == 1 ? "south" : null;
      expected.add(Row.withSchema(wider).addValues(row.getValues()).addValue(region).build());
    }
    assertContent(table, expected);
    assertThat(
        table.spark("SELECT order_id FROM %s WHERE region = 'north'").sorted(),
        equalTo(List.of("[11]", "[12]")));
  }

  @ParameterizedTest
  @EnumSource(names = {"DELTA", "ICEBERG_2", "ICEBERG_3"})
  void ourCommitsAreToldApartInSparksHistory(Lake lake, Lakehouse house) {
    LakeTable table = orders10(house, lake);
    Runs.merge(Runs.merge(table.merged()), UPSERTS, orders(3, 3, DAY_1, 2));
    if (lake.isDelta()) {
      String history = table.spark("DESCRIBE HISTORY %s").rows().toString();
      assertThat(history, containsString("Refrain"));
      String log = DeltaLog.actions(table.deltaPath()).toString();
      assertThat(log, containsString("\"appId\":\"refrain:orders:"));
      assertThat(log, containsString("refrain.merge."));
    } else {
      Answer summaries =
          house
              .spark()
              .sql(
                  "SELECT summary['refrain.pipeline'], summary['refrain.scope'] IS NOT NULL,"
                      + " summary['refrain.merge'] IS NOT NULL FROM "
                      + table.sql()
                      + ".snapshots ORDER BY committed_at");
      assertThat(summaries.rows().get(0), equalTo(List.of("orders", "true", "false")));
      assertThat(summaries.rows().get(1).get(2), equalTo("true"));
    }
  }
}
