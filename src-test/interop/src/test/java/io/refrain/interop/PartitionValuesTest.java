package io.refrain.interop;

import static io.refrain.core.merge.MergeOrders.DAY_1;
import static io.refrain.core.merge.MergeOrders.UPSERTS;
import static io.refrain.core.merge.MergeOrders.order;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.ReplaceScope;
import io.refrain.core.testing.Pipelines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Partitions by text, with values that no path holds as they are. */
@ExtendWith(WithSpark.class)
class PartitionValuesTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .addInt64Field("id")
          .addNullableField("place", Schema.FieldType.STRING)
          .build();
  private static final String ODD = "a b/c=d%e:ü";
  private static final List<String> PLACES =
      Arrays.asList(null, ODD, "a b", "%2F", "__HIVE_DEFAULT_PARTITION__x", "..", "it's", "plain");

  private static Row row(long id, String place) {
    return Row.withSchema(SCHEMA).addValues(id, place).build();
  }

  private static List<Row> rows(long firstId) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < PLACES.size(); i++) {
      rows.add(row(firstId + i, PLACES.get(i)));
    }
    return rows;
  }

  private static String filter(String place) {
    return place == null ? "place IS NULL" : "place = '" + place.replace("'", "\\'") + "'";
  }

  private static void assertRows(LakeTable table, List<Row> expected) {
    assertThat(table.content(), equalTo(TableText.of(expected)));
    for (Row row : expected) {
      assertThat(
          table.spark("SELECT id FROM %s WHERE " + filter(row.getString("place"))).value(),
          equalTo(String.valueOf(row.getInt64("id"))));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DELTA", "ICEBERG_2", "ICEBERG_3"})
  void ourPartitionsAreSparksPartitions(Lake lake, Lakehouse house) {
    LakeTable table = house.newTable(lake);
    Runs.replace(table.replaced("place"), ReplaceScope.everything(), SCHEMA, rows(1));
    assertRows(table, rows(1));
    // Spark deletes whole partitions by their values, and we replace another one.
    table.spark("DELETE FROM %s WHERE " + filter(null) + " OR " + filter("%2F"));
    Runs.replace(
        table.replaced("place"),
        ReplaceScope.partitions(List.of(Partition.of("place", ODD))),
        SCHEMA,
        List.of(row(90, ODD)));
    List<Row> expected = new ArrayList<>(rows(1));
    expected.removeIf(row -> List.of(1L, 2L, 4L).contains(row.getInt64("id")));
    expected.add(row(90, ODD));
    assertRows(table, expected);
  }

  @ParameterizedTest
  @EnumSource
  void sparksPartitionsAreReplacedByTheirValues(Lake lake, Lakehouse house) {
    LakeTable table =
        house.newTable(lake).createBySpark("id BIGINT NOT NULL, place STRING", "place");
    List<String> values = new ArrayList<>();
    for (Row row : rows(1)) {
      String place = row.getString("place");
      values.add(
          "("
              + row.getInt64("id")
              + "L, "
              + (place == null ? "null" : "'" + place.replace("'", "\\'") + "'")
              + ")");
    }
    table.spark("INSERT INTO %s VALUES " + String.join(",", values));
    ReplaceScope two =
        ReplaceScope.partitions(List.of(Partition.of("place", ODD), Partition.of("place", null)));
    List<Row> mine = List.of(row(90, ODD), row(91, null));
    RefrainException e = Runs.refused(table.replaced("place"), two, SCHEMA, mine);
    assertThat(e.kind(), is(RefrainException.Kind.CONFLICT));
    Runs.takeOver(table.replaced("place"), two, SCHEMA, mine);
    List<Row> expected = new ArrayList<>(rows(1));
    expected.removeIf(row -> row.getInt64("id") < 3);
    expected.addAll(mine);
    assertRows(table, expected);
  }

  /** A replace cannot name the partition of the empty text, and leaves Spark's alone. */
  @ParameterizedTest
  @EnumSource(names = {"DELTA", "ICEBERG_2"})
  void aReplaceRejectsAnEmptyTextAndKeepsSparksPartitionOfIt(Lake lake, Lakehouse house) {
    LakeTable table =
        house.newTable(lake).createBySpark("id BIGINT NOT NULL, place STRING", "place");
    table.spark("INSERT INTO %s VALUES (1L, ''), (2L, 'x')");
    List<String> empty = table.spark("SELECT * FROM %s WHERE id = 1").sorted();
    ReplaceScope x = ReplaceScope.partitions(List.of(Partition.of("place", "x")));
    Runs.takeOver(table.replaced("place"), x, SCHEMA, List.of(row(3, "x"), row(4, "x")));
    List<String> expected = new ArrayList<>(empty);
    expected.addAll(TableText.of(List.of(row(3, "x"), row(4, "x"))));
    assertThat(table.content(), equalTo(expected));
    RefrainException e =
        Runs.refused(table.replaced("place"), ReplaceScope.present(), SCHEMA, List.of(row(5, "")));
    assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
    assertThat(
        e.getMessage(), containsString("the partition value '' cannot be told from null in"));
    assertThat(table.content(), equalTo(expected));
  }

  /** Spark stores the empty text as null in Delta, where we reject it, and as it is in Iceberg. */
  @ParameterizedTest
  @EnumSource(names = {"DELTA", "ICEBERG_2"})
  void aMergePutsAnEmptyTextWhereSparkPutsItOrRejectsIt(Lake lake, Lakehouse house) {
    LakeTable ours = house.newTable(lake).createBySpark(SparkMadeTest.COLUMNS, "product");
    LakeTable sparks = house.newTable(lake).createBySpark(SparkMadeTest.COLUMNS, "product");
    List<Row> first = List.of(in("", 1, 1), in(ODD, 2, 1), in("x", 3, 1));
    List<Row> second =
        List.of(in("", 1, 2), in(ODD, 2, 2), in("", 3, 2), in(ODD, 4, 2), in(null, 5, 2));
    for (LakeTable table : List.of(ours, sparks)) {
      SparkMadeTest.insert(table, first);
    }
    Pipeline pipeline = Runs.merging(Runs.merge(ours.merged()), UPSERTS, second);
    if (lake.isDelta()) {
      RefrainException e = Pipelines.failure(pipeline);
      assertThat(e.kind(), is(RefrainException.Kind.REJECTED_ROWS));
      assertThat(
          e.getMessage(), containsString("the partition value '' cannot be told from null in"));
      assertThat(ours.content(), equalTo(sparks.content()));
      return;
    }
    pipeline.run().waitUntilFinish();
    SparkMadeTest.mergeBySpark(sparks, second);
    assertThat(ours.content(), equalTo(sparks.content()));
    String filter = "SELECT order_id FROM %s WHERE product = '" + ODD + "'";
    assertThat(ours.spark(filter).sorted(), equalTo(List.of("[2]", "[4]")));
  }

  private static Row in(String product, long id, int version) {
    Row order = order(id, DAY_1, version);
    List<Object> values = new ArrayList<>(order.getValues());
    values.set(UPSERTS.indexOf("product"), product);
    return Row.withSchema(UPSERTS).addValues(values).build();
  }
}
