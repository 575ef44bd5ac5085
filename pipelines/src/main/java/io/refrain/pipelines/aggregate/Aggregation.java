package io.refrain.pipelines.aggregate;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;

/**
 * Which rows are put together, and what is computed of them: a row for each combination of values
 * of the group columns.
 *
 * <p>A sum leaves nulls out, and is null if there is nothing else, as in SQL. Sums of whole numbers
 * are BIGINT, of decimals DECIMAL(38,s) with the scale of the column. Floating-point numbers are
 * not summed: their sum depends on the order in which they are added, so a second run would not
 * give the same.
 *
 * @param groupBy the group columns
 * @param sums which columns are summed, under which names
 * @param countAs the name of the number of rows; null if it is not asked for
 */
public record Aggregation(List<String> groupBy, List<Sum> sums, String countAs)
    implements Serializable {
  private static final int MAX_PRECISION = 38;

  /**
   * One sum.
   *
   * @param column what is summed
   * @param name what the sum is called
   */
  public record Sum(String column, String name) implements Serializable {}

  public Aggregation {
    groupBy = List.copyOf(groupBy);
    sums = List.copyOf(sums);
  }

  /**
   * The schema of the result: the group columns, the sums, the count.
   *
   * @param input the rows that are aggregated
   * @throws IllegalArgumentException for an unknown column, one that cannot be summed, a name that
   *     stands twice, or nothing to compute
   */
  public Schema schemaOf(Schema input) {
    if (groupBy.isEmpty() || (sums.isEmpty() && countAs == null)) {
      throw new IllegalArgumentException(
          "An aggregate needs columns to group by, and at least one sum or a count.");
    }
    RowLayout layout = RowLayout.of(input);
    layout.indexesOf(groupBy);
    List<Field> fields = new ArrayList<>();
    groupBy.forEach(column -> fields.add(input.getField(column)));
    for (Sum sum : sums) {
      ColumnType type = layout.type(layout.indexOf(sum.column()));
      fields.add(Field.nullable(sum.name(), typeOfSum(sum.column(), type)));
    }
    if (countAs != null) {
      fields.add(Field.of(countAs, FieldType.INT64));
    }
    HashSet<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.getName())) {
        throw new IllegalArgumentException(
            "The result would have two columns '" + field.getName() + "': name the sum otherwise.");
      }
    }
    return Schema.builder().addFields(fields).build();
  }

  private static FieldType typeOfSum(String column, ColumnType type) {
    return switch (type.kind()) {
      case INT8, INT16, INT32, INT64 -> FieldType.INT64;
      case DECIMAL64, DECIMAL ->
          FieldType.logicalType(FixedPrecisionNumeric.of(MAX_PRECISION, type.scale()));
      case DECIMAL_UNSCALED -> FieldType.DECIMAL;
      case FLOAT, DOUBLE ->
          throw new IllegalArgumentException(
              "Column '"
                  + column
                  + "' holds floating-point numbers, whose sum depends on the order in which they are"
                  + " added: running again would not give the same. Declare it as DECIMAL.");
      default ->
          throw new IllegalArgumentException(
              "Column '" + column + "' of type " + type.describe() + " cannot be summed.");
    };
  }
}
