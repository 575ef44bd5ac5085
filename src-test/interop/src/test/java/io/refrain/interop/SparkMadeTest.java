package io.refrain.interop;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.DAY_3;
import static io.refrain.core.merge.MergeOrders.INPUT;
import static io.refrain.core.merge.MergeOrders.UPSERTS;
import static io.refrain.core.merge.MergeOrders.change;
import static io.refrain.core.merge.MergeOrders.delete;
import static io.refrain.core.merge.MergeOrders.order;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.refrain.core.RefrainException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that Spark made and filled, with rows that it deleted in its own way. */
@ExtendWith(WithSpark.class)
class SparkMadeTest {
  static final String COLUMNS =
      "order_id BIGINT NOT NULL, order_date DATE, product STRING, amount DECIMAL(12,2),"
          + " updated_at TIMESTAMP NOT NULL";

  /** Orders of two days, some of them deleted or changed since. */
  static LakeTable filledBySpark(Lakehouse house, Lake lake) {
    LakeTable table = house.newTable(lake).createBySpark(COLUMNS, "order_date");
    insert(table, all(orders(1, 10, DAY_1, 1), orders(11, 20, DAY_2, 1)));
    insert(table, orders(21, 24, DAY_1, 1));
    table.spark("DELETE FROM %s WHERE order_id IN (3, 12, 22)");
    table.spark(
        "UPDATE %s SET product = 'product 3', amount = 3.25, updated_at ="
            + " TIMESTAMP'2024-03-20T12:00:03Z' WHERE order_id IN (4, 13)");
    return table;
  }

  /** As Spark left it. */
  private static List<Row> remaining() {
    return all(
        orders(1, 2, DAY_1, 1),
        orders(4, 4, DAY_1, 3),
        orders(5, 10, DAY_1, 1),
        orders(11, 11, DAY_2, 1),
        orders(13, 13, DAY_2, 3),
        orders(14, 20, DAY_2, 1),
        orders(21, 21, DAY_1, 1),
        orders(23, 24, DAY_1, 1));
  }

  static void insert(LakeTable table, List<Row> rows) {
    // One file for each partition.
    table.spark("INSERT INTO %s SELECT /*+ COALESCE(1) */ * FROM VALUES " + values(rows));
  }

  /** What our merge does, as Spark says it. */
  static void mergeBySpark(LakeTable table, List<Row> changes) {
    table.spark(
        "MERGE INTO %s t USING (SELECT * FROM VALUES "
            + values(changes)
            + " AS v(order_id, order_date, product, amount, updated_at)) s ON t.order_id ="
            + " s.order_id WHEN MATCHED AND s.updated_at > t.updated_at THEN UPDATE SET * WHEN NOT"
            + " MATCHED THEN INSERT *");
  }

  private static String values(List<Row> rows) {
    List<String> values = new ArrayList<>();
    for (Row row : rows) {
      values.add(
          "("
              + row.getInt64("order_id")
              + "L, DATE'"
              + row.getValue("order_date")
              + "', "
              + text(row.getString("product"))
              + ", CAST("
              + row.getValue("amount")
              + " AS DECIMAL(12,2)), TIMESTAMP'"
              + row.getValue("updated_at")
              + "')");
    }
    return String.join(",", values);
  }

  private static String text(String value) {
    return value == null ? "null" : "'" + value + "'";
  }

  private static void assertContent(LakeTable table, List<Row> expected) {
    assertThat(table.content(), equalTo(TableText.of(expected)));
  }

  @ParameterizedTest
  @EnumSource
  void ourMergeGivesWhatSparksGives(Lake lake, Lakehouse house) {
    LakeTable ours = filledBySpark(house, lake);
    LakeTable sparks = filledBySpark(house, lake);
    assertThat(ours.filesWithDeletes() > 0, is(lake.marksDeletes()));
    assertContent(ours, remaining());
    List<Row> changes =
        all(
            orders(2, 5, DAY_1, 2), // newer, deleted before, older, newer
            orders(12, 13, DAY_2, 4), // deleted before, newer
            orders(21, 21, DAY_2, 2), // moves
            orders(40, 41, DAY_3, 1)); // absent
    Runs.merge(Runs.merge(ours.merged()), UPSERTS, changes);
    mergeBySpark(sparks, changes);
    assertThat(ours.content(), equalTo(sparks.content()));
    // Our merge again, and Spark's into what ours left.
    Runs.merge(Runs.merge(ours.merged()), UPSERTS, changes);
    assertThat(ours.content(), equalTo(sparks.content()));
    ours.spark("DELETE FROM %s WHERE order_id IN (2, 40)");
    sparks.spark("DELETE FROM %s WHERE order_id IN (2, 40)");
    assertThat(ours.content(), equalTo(sparks.content()));
    ours.compact();
    assertThat(ours.content(), equalTo(sparks.content()));
  }

  @ParameterizedTest
  @EnumSource
  void deletesOfOursAreDeletesOfSparks(Lake lake, Lakehouse house) {
    LakeTable table = filledBySpark(house, lake);
    Runs.merge(
        Runs.merge(table.merged()).changeKind("op").hardDeletes(),
        INPUT,
        List.of(
            delete(1, 9), // stored
            delete(3, 9), // deleted by Spark
            delete(4, 2), // older than what is stored
            delete(13, 3), // as old
            change(order(50, DAY_3, 1), "c")));
    assertContent(
        table,
        all(
            orders(2, 2, DAY_1, 1),
            orders(4, 4, DAY_1, 3),
            orders(5, 10, DAY_1, 1),
            orders(11, 11, DAY_2, 1),
            orders(14, 20, DAY_2, 1),
            orders(21, 21, DAY_1, 1),
            orders(23, 24, DAY_1, 1),
            orders(50, 50, DAY_3, 1)));
  }

  @ParameterizedTest
  @EnumSource(names = {"ICEBERG_2", "ICEBERG_3"})
  void rowsThatWeDeleteByPositionAreGoneForSpark(Lake lake, Lakehouse house) {
    LakeTable table = filledBySpark(house, lake);
    long before = table.files();
    Runs.merge(Runs.merge(table.merged()).deleteByPosition(), UPSERTS, orders(2, 5, DAY_1, 6));
    assertThat(table.files(), greaterThan(before));
    List<Row> expected =
        all(
            orders(1, 1, DAY_1, 1),
            orders(2, 5, DAY_1, 6),
            orders(6, 10, DAY_1, 1),
            orders(11, 11, DAY_2, 1),
            orders(13, 13, DAY_2, 3),
            orders(14, 20, DAY_2, 1),
            orders(21, 21, DAY_1, 1),
            orders(23, 24, DAY_1, 1));
    assertContent(table, expected);
    // Spark deletes more rows of the files of which we deleted some.
    table.spark("DELETE FROM %s WHERE order_id IN (1, 6)");
    table.spark("UPDATE %s SET product = 'product 9' WHERE order_id = 5");
    table.spark("UPDATE %s SET product = 'product 6' WHERE order_id = 5");
    List<Row> left =
        expected.stream().filter(r -> !List.of(1L, 6L).contains(r.getInt64("order_id"))).toList();
    assertContent(table, left);
    table.compact();
    assertContent(table, left);
  }

  @ParameterizedTest
  @EnumSource
  void theirDaysAreReplacedOnlyIfTakenOver(Lake lake, Lakehouse house) {
    LakeTable table = filledBySpark(house, lake);
    List<Row> rows = orders(1, 3, DAY_1, 9);
    RefrainException e = Runs.refused(table.replaced("order_date"), day(DAY_1), UPSERTS, rows);
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertContent(table, remaining());
    Runs.takeOver(table.replaced("order_date"), day(DAY_1), UPSERTS, rows);
    List<Row> expected =
        all(rows, orders(11, 11, DAY_2, 1), orders(13, 13, DAY_2, 3), orders(14, 20, DAY_2, 1));
    assertContent(table, expected);
    Runs.replace(table.replaced("order_date"), day(DAY_1), UPSERTS, List.of());
    assertContent(table, expected.subList(rows.size(), expected.size()));
  }
}
