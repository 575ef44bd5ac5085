package io.refrain.interop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import io.refrain.core.ReplaceScope;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Types, nullability, values and statistics, as Spark sees them in another time zone. */
@ExtendWith(WithSpark.class)
class TypesTest {
  private static LakeTable written(Lakehouse house, Lake lake) {
    LakeTable table = house.newTable(lake);
    Runs.replace(
        table.replaced("day"), ReplaceScope.everything(), WideRows.SCHEMA, WideRows.rows());
    return table;
  }

  @ParameterizedTest
  @EnumSource
  void sparkReadsEqualRowsOfEqualTypes(Lake lake, Lakehouse house) {
    LakeTable table = written(house, lake);
    Answer answer = table.spark("SELECT * FROM %s");
    assertThat(answer.columns(), equalTo(WideRows.SCHEMA.getFieldNames()));
    assertThat(answer.types(), equalTo(WideRows.SPARK_TYPES));
    assertThat(
        answer.nullable(),
        equalTo(WideRows.SCHEMA.getFields().stream().map(f -> f.getType().getNullable()).toList()));
    assertThat(answer.sorted(), equalTo(TableText.of(WideRows.rows())));
    assertThat(table.spark("DESCRIBE TABLE %s").rows().toString(), containsString("day, date"));
  }

  /** Each row is a file of its own, so that a wrong bound loses it. */
  @ParameterizedTest
  @EnumSource(names = {"DELTA", "ICEBERG_2"})
  void filtersThatSkipFilesFindTheRowsThatCompareSo(Lake lake, Lakehouse house) {
    LakeTable table = written(house, lake);
    assertThat(table.files(), equalTo((long) WideRows.rows().size()));
    for (int column = 1; column < WideRows.SCHEMA.getFieldCount(); column++) {
      List<String> comparisons = comparisons(column);
      // Without a filter each row is compared, so nothing is skipped.
      Answer compared = table.spark("SELECT id, " + String.join(", ", comparisons) + " FROM %s");
      List<String> expected = new ArrayList<>();
      List<String> queries = new ArrayList<>();
      for (int i = 0; i < comparisons.size(); i++) {
        queries.add("SELECT " + i + ", id FROM %s WHERE " + comparisons.get(i));
        for (List<String> row : compared.rows()) {
          if (row.get(i + 1).equals("true")) {
            expected.add("[" + i + ", " + row.get(0) + "]");
          }
        }
      }
      expected.sort(null);
      assertThat(expected.size(), greaterThanOrEqualTo(WideRows.rows().size()));
      assertThat(
          comparisons.toString(),
          table.spark(String.join(" UNION ALL ", queries)).sorted(),
          equalTo(expected));
    }
  }

  /** A column with each of its values, and both sides of one of them. */
  private static List<String> comparisons(int column) {
    String name = WideRows.SCHEMA.getField(column).getName();
    List<String> out = new ArrayList<>();
    out.add(name + " IS NULL");
    for (Row row : WideRows.rows()) {
      Object value = row.getValue(column);
      if (value != null) {
        String literal = WideRows.literal(WideRows.SPARK_TYPES.get(column), value);
        out.add(name + " = " + literal);
        if (out.size() == 2) {
          out.add(name + " < " + literal);
          out.add(name + " >= " + literal);
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(names = {"ICEBERG_2", "ICEBERG_3"})
  void sparkSeesTheBoundsOfEachColumn(Lake lake, Lakehouse house) {
    LakeTable table = written(house, lake);
    String sql =
        "SELECT readable_metrics.%c.lower_bound, readable_metrics.%c.upper_bound,"
            + " readable_metrics.%c.null_value_count, record_count FROM "
            + table.sql()
            + ".files";
    assertThat(
        table.spark(sql.replace("%c", "whole")).sorted(),
        hasItem("[" + Integer.MIN_VALUE + ", " + Integer.MIN_VALUE + ", 0, 1]"));
    assertThat(
        table.spark(sql.replace("%c", "seen")).sorted(),
        hasItem("[2024-03-10T06:59:59.123456Z, 2024-03-10T06:59:59.123456Z, 0, 1]"));
    assertThat(
        table.spark(sql.replace("%c", "small")).sorted(),
        hasItem("[1234567.89, 1234567.89, 0, 1]"));
    assertThat(table.spark(sql.replace("%c", "name")).sorted(), hasItem("[null, null, 1, 1]"));
  }
}
