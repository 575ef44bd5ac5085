package io.refrain.interop;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.DAY_2;
import static io.refrain.core.merge.MergeOrders.UPSERTS;
import static io.refrain.core.merge.MergeOrders.orders;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.refrain.core.RefrainException;
import java.io.Closeable;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Iceberg tables with deletes by key. */
@ExtendWith(WithSpark.class)
class EqualityDeletesTest {
  /** Twenty orders by Spark, of which 3 and 4 are deleted by key, and 4 is there again. */
  private static LakeTable filled(Lakehouse house, Lake lake) throws Exception {
    LakeTable table = house.newTable(lake).createBySpark(SparkMadeTest.COLUMNS, "order_date");
    SparkMadeTest.insert(table, all(orders(1, 10, DAY_1, 1), orders(11, 20, DAY_2, 1)));
    deleteByKey(house, table, List.of(3L, 4L));
    SparkMadeTest.insert(table, orders(4, 4, DAY_1, 2));
    assertContent(table, remaining());
    return table;
  }

  private static List<Row> remaining() {
    return all(
        orders(1, 2, DAY_1, 1),
        orders(4, 4, DAY_1, 2),
        orders(5, 10, DAY_1, 1),
        orders(11, 20, DAY_2, 1));
  }

  private static void deleteByKey(Lakehouse house, LakeTable table, List<Long> keys)
      throws Exception {
    Catalog catalog = house.openCatalog();
    try {
      EqualityDeletes.commit(
          catalog.loadTable(TableIdentifier.parse(table.icebergName())),
          Math.toIntExact(DAY_1.toEpochDay()),
          "order_id",
          keys);
    } finally {
      ((Closeable) catalog).close();
    }
  }

  private static void assertContent(LakeTable table, List<Row> expected) {
    assertThat(table.content(), equalTo(TableText.of(expected)));
  }

  @ParameterizedTest
  @EnumSource(names = {"ICEBERG_2", "ICEBERG_3"})
  void weMergeIntoThem(Lake lake, Lakehouse house) throws Exception {
    LakeTable table = filled(house, lake);
    // Deleted, there again but older, newer.
    Runs.merge(
        Runs.merge(table.merged()),
        UPSERTS,
        all(orders(3, 3, DAY_1, 1), orders(4, 4, DAY_1, 1), orders(5, 5, DAY_1, 2)));
    List<Row> expected =
        all(
            orders(1, 2, DAY_1, 1),
            orders(3, 3, DAY_1, 1),
            orders(4, 5, DAY_1, 2),
            orders(6, 10, DAY_1, 1),
            orders(11, 20, DAY_2, 1));
    assertContent(table, expected);
    table.compact();
    assertContent(table, expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"ICEBERG_2", "ICEBERG_3"})
  void weMergeIntoThemByPosition(Lake lake, Lakehouse house) throws Exception {
    LakeTable table = filled(house, lake);
    Runs.merge(
        Runs.merge(table.merged()).deleteByPosition(),
        UPSERTS,
        all(orders(3, 3, DAY_1, 1), orders(5, 5, DAY_1, 2)));
    List<Row> expected =
        all(
            orders(1, 2, DAY_1, 1),
            orders(3, 3, DAY_1, 1),
            orders(4, 5, DAY_1, 2),
            orders(6, 10, DAY_1, 1),
            orders(11, 20, DAY_2, 1));
    assertContent(table, expected);
    deleteByKey(house, table, List.of(5L, 6L));
    assertContent(
        table,
        expected.stream().filter(r -> !List.of(5L, 6L).contains(r.getInt64("order_id"))).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"ICEBERG_2", "ICEBERG_3"})
  void weReplaceTheirDaysIfTakenOver(Lake lake, Lakehouse house) throws Exception {
    LakeTable table = filled(house, lake);
    RefrainException e =
        Runs.refused(table.replaced("order_date"), day(DAY_1), UPSERTS, orders(3, 3, DAY_1, 5));
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    assertContent(table, remaining());
    Runs.takeOver(table.replaced("order_date"), day(DAY_1), UPSERTS, orders(3, 4, DAY_1, 5));
    // The old deletes of keys 3 and 4 do not reach the new rows.
    assertContent(table, all(orders(3, 4, DAY_1, 5), orders(11, 20, DAY_2, 1)));
    // A delete by key in a day that is ours by now is a conflict like any other.
    deleteByKey(house, table, List.of(3L));
    assertContent(table, all(orders(4, 4, DAY_1, 5), orders(11, 20, DAY_2, 1)));
    RefrainException again =
        Runs.refused(table.replaced("order_date"), day(DAY_1), UPSERTS, orders(3, 3, DAY_1, 6));
    assertThat(again.kind(), is(RefrainException.Kind.CONFLICT));
    assertThat(again.getMessage(), containsString("Nothing was changed."));
  }
}
