package io.refrain.pipelines.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.UnfitValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;

/**
 * Reads one JSON value as the object a Beam row holds.
 *
 * <p>Numbers may stand as JSON numbers or, as writers do that fear for their digits, as strings;
 * they are taken by their text and so stay exact. What is no number, boolean, array or object in
 * JSON is a string, in the same form as in CSV.
 */
final class JsonValue {
  private static final int MAX_VALUE_CHARS = 80;

  private final String path;
  private final FieldType type;
  private final TextValue text;
  private final TextValue key;
  private final JsonValue element;
  private final JsonObject nested;

  JsonValue(String path, FieldType type, boolean ignoreExtra) {
    this.path = path;
    this.type = type;
    this.text = new TextValue(type);
    ColumnType.Kind kind = text.kind();
    if (kind == ColumnType.Kind.ARRAY) {
      key = null;
      element = new JsonValue(path + "[]", type.getCollectionElementType(), ignoreExtra);
    } else if (kind == ColumnType.Kind.MAP) {
      key = new TextValue(type.getMapKeyType());
      element = new JsonValue(path + "{}", type.getMapValueType(), ignoreExtra);
    } else {
      key = null;
      element = null;
    }
    nested =
        kind == ColumnType.Kind.ROW
            ? new JsonObject(path + ".", type.getRowSchema(), ignoreExtra)
            : null;
  }

  String path() {
    return path;
  }

  boolean isNullable() {
    return type.getNullable();
  }

  /**
   * Reads the value whose first token is the current one.
   *
   * @throws UnfitValueException if it is no value of the type, with the path to it
   */
  Object read(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (text.kind()) {
      case ARRAY -> {
        require(token == JsonToken.START_ARRAY, json, "array");
        yield readArray(json);
      }
      case MAP -> {
        require(token == JsonToken.START_OBJECT, json, "object");
        yield readMap(json);
      }
      case ROW -> {
        require(token == JsonToken.START_OBJECT, json, "object");
        yield Row.withSchema(type.getRowSchema()).attachValues(nested.read(json));
      }
      case BOOLEAN -> {
        require(token.isBoolean(), json, "boolean");
        yield json.getBooleanValue();
      }
      case INT8, INT16, INT32, INT64, FLOAT, DOUBLE, DECIMAL64, DECIMAL, DECIMAL_UNSCALED -> {
        require(token.isNumeric() || token == JsonToken.VALUE_STRING, json, "number");
        yield scalar(text, json.getText());
      }
      default -> {
        require(token == JsonToken.VALUE_STRING, json, "string");
        yield scalar(text, json.getText());
      }
    };
  }

  private List<Object> readArray(JsonParser json) throws IOException {
    List<Object> out = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      out.add(readElement(json));
    }
    return out;
  }

  private Map<Object, Object> readMap(JsonParser json) throws IOException {
    Map<Object, Object> out = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      Object name = scalar(key, json.currentName());
      json.nextToken();
      if (out.put(name, readElement(json)) != null) {
        throw new UnfitValueException(path, "the key " + name + " stands there twice");
      }
    }
    return out;
  }

  private Object readElement(JsonParser json) throws IOException {
    Object value = element.read(json);
    if (value == null && !element.isNullable()) {
      throw new UnfitValueException(element.path, "null, where the schema allows none");
    }
    return value;
  }

  private Object scalar(TextValue reader, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        int point = value.codePointAt(i);
        if (point <= Character.MAX_VALUE) {
          throw new UnfitValueException(path, "half of a surrogate pair is no character");
        }
        i++;
      }
    }
    try {
      return reader.read(value);
    } catch (Unfit e) {
      throw new UnfitValueException(path, "'" + shorten(value) + "' " + e.getMessage());
    }
  }

  private void require(boolean ok, JsonParser json, String wanted) throws IOException {
    if (!ok) {
      String found =
          shorten(
              json.currentToken().isScalarValue()
                  ? json.getText()
                  : json.currentToken().asString());
      throw new UnfitValueException(
          path, "'" + found + "' is not a JSON " + wanted + ", as the type asks for");
    }
  }

  private static String shorten(String value) {
    return value.length() <= MAX_VALUE_CHARS ? value : value.substring(0, MAX_VALUE_CHARS) + "...";
  }
}
