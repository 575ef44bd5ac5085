package io.refrain.pipelines.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.refrain.core.RejectedRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;

/** Reads a JSON object as the values of a row; a field that is missing is null. */
final class JsonObject {
  private final Map<String, Integer> indexes = new HashMap<>();
  private final JsonValue[] values;
  private final boolean ignoreExtra;

  /**
   * @param prefix what stands before the names of fields in messages
   */
  JsonObject(String prefix, Schema schema, boolean ignoreExtra) {
    this.ignoreExtra = ignoreExtra;
    this.values = new JsonValue[schema.getFieldCount()];
    for (int i = 0; i < values.length; i++) {
      Field field = schema.getField(i);
      values[i] = new JsonValue(prefix + field.getName(), field.getType(), ignoreExtra);
      indexes.put(field.getName(), i);
    }
  }

  /** Reads the object that has just begun, up to its end. */
  List<Object> read(JsonParser json) throws IOException {
    Object[] out = new Object[values.length];
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      Integer index = indexes.get(name);
      json.nextToken();
      if (index != null) {
        out[index] = values[index].read(json);
      } else if (ignoreExtra) {
        json.skipChildren();
      } else {
        throw new RejectedValue(
            RejectedRow.Code.MALFORMED_ROW, "", "the field '" + name + "' is not in the schema");
      }
    }
    for (int i = 0; i < out.length; i++) {
      if (out[i] == null && !values[i].isNullable()) {
        throw new RejectedValue(
            RejectedRow.Code.NULL_VALUE,
            values[i].path(),
            "missing or null, where the schema says NOT NULL");
      }
    }
    return Arrays.asList(out);
  }
}
