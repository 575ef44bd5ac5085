package io.refrain.interop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
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
  @EnumSource(names = {"DELTA", "ICEBERG_2", "ICEBERG_3"})
  void filtersThatSkipFilesFindTheSameRowsAsThoseThatCannot(Lake lake, Lakehouse house) {
    LakeTable table = written(house, lake);
    assertThat(table.files(), equalTo((long) WideRows.rows().size()));
    for (int column = 0; column < WideRows.SCHEMA.getFieldCount(); column++) {
      String name = WideRows.SCHEMA.getField(column).getName();
      List<String> found = table.spark(filters(column, name)).sorted();
      // Nobody can look into an expression that might have another value each time.
      String hidden = "CASE WHEN rand() < 2 THEN " + name + " END";
      assertThat(name, found, equalTo(table.spark(filters(column, hidden)).sorted()));
      for (Row row : WideRows.rows()) {
        long id = row.getInt64("id");
        boolean empty = row.getValue(name) == null;
        assertThat(name, found, hasItem("[" + (empty ? "null" : "= " + id) + ", " + id + "]"));
      }
    }
  }

  /** One query of all comparisons of a column with each of its values. */
  private static String filters(int column, String expression) {
    List<String> queries = new ArrayList<>();
    queries.add("SELECT 'null', id FROM %s WHERE " + expression + " IS NULL");
    queries.add("SELECT 'some', id FROM %s WHERE " + expression + " IS NOT NULL");
    for (Row row : WideRows.rows()) {
      Object value = row.getValue(column);
      if (value != null) {
        String literal = WideRows.literal(WideRows.SPARK_TYPES.get(column), value);
        for (String operator : List.of("=", "<", ">=")) {
          queries.add(
              "SELECT '"
                  + operator
                  + " "
                  + row.getInt64("id")
                  + "', id FROM %s WHERE "
                  + expression
                  + " "
                  + operator
                  + " "
                  + literal);
        }
      }
    }
    return String.join(" UNION ALL ", queries);
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
