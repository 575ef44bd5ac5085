package io.refrain.pipelines.input;

import io.refrain.core.RejectedRow;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;

/** Turns Avro records into the values of rows; columns and fields are matched by name. */
final class AvroRecord {
  private final AvroValue[] values;
  private final int[] positions;

  /**
   * @throws InputException if the record has no field for a column, a field without a column, or
   *     one of another type
   */
  AvroRecord(String path, org.apache.avro.Schema avro, Schema schema, boolean ignoreExtra) {
    values = new AvroValue[schema.getFieldCount()];
    positions = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      Field column = schema.getField(i);
      org.apache.avro.Schema.Field field = avro.getField(column.getName());
      if (field == null) {
        throw new InputException(
            "The Avro record "
                + path
                + " has no field '"
                + column.getName()
                + "', which the schema names. Its fields are "
                + avro.getFields().stream().map(org.apache.avro.Schema.Field::name).toList()
                + ". Nothing was stored.");
      }
      positions[i] = field.pos();
      values[i] =
          new AvroValue(path + "." + field.name(), field.schema(), column.getType(), ignoreExtra);
    }
    List<String> extra =
        avro.getFields().stream()
            .map(org.apache.avro.Schema.Field::name)
            .filter(n -> !schema.hasField(n))
            .toList();
    if (!extra.isEmpty() && !ignoreExtra) {
      throw new InputException(
          "The Avro record "
              + path
              + " has the fields "
              + extra
              + ", which the schema does not name. Add them to the schema, or ask for extra columns"
              + " to be ignored. Nothing was stored.");
    }
  }

  List<Object> read(IndexedRecord record) {
    Object[] out = new Object[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i].read(record.get(positions[i]));
      if (out[i] == null && !values[i].isNullable()) {
        throw new RejectedValue(
            RejectedRow.Code.NULL_VALUE, values[i].path(), "null, where the schema says NOT NULL");
      }
    }
    return Arrays.asList(out);
  }
}
