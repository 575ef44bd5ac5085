package io.refrain.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;

/**
 * The columns of a layout as JSON: a list of {@code name}, {@code type} and {@code nullable}.
 *
 * <p>What is kept is the physical types. The schema that comes back has for each column the Beam
 * type of {@link ColumnType#toFieldType()}, so rows of either schema have the same bytes.
 */
public final class SchemaJson {
  private SchemaJson() {}

  public static String write(RowLayout layout) {
    return Json.write(toNode(layout));
  }

  /**
   * The reverse of {@link #write}.
   *
   * @throws IllegalArgumentException if the text is no JSON of columns
   */
  public static Schema read(String text) {
    return schema(Json.read("schema", text));
  }

  private static ArrayNode toNode(RowLayout layout) {
    ArrayNode columns = Json.object().putArray("columns");
    for (int i = 0; i < layout.columnCount(); i++) {
      ObjectNode column = columns.addObject();
      column.put("name", layout.name(i));
      column.set("type", toNode(layout.type(i)));
      column.put("nullable", layout.nullable(i));
    }
    return columns;
  }

  private static ObjectNode toNode(ColumnType type) {
    ObjectNode node = Json.object();
    node.put("kind", type.kind().name().toLowerCase(Locale.ROOT));
    switch (type.kind()) {
      case DECIMAL64, DECIMAL -> {
        node.put("kind", "decimal");
        node.put("precision", type.precision());
        node.put("scale", type.scale());
      }
      case ARRAY -> node.set("element", toNode(type.element()));
      case MAP -> {
        node.set("key", toNode(type.key()));
        node.set("value", toNode(type.element()));
      }
      case ROW -> node.set("columns", toNode(type.nested()));
      default -> {}
    }
    return node;
  }

  private static Schema schema(JsonNode columns) {
    Schema.Builder schema = Schema.builder();
    for (JsonNode column : columns) {
      FieldType type = type(Json.required(column, "type"));
      boolean nullable = Json.required(column, "nullable").asBoolean();
      schema.addField(Json.text(column, "name"), type.withNullable(nullable));
    }
    return schema.build();
  }

  private static FieldType type(JsonNode node) {
    String kind = Json.text(node, "kind");
    return switch (kind) {
      case "boolean" -> FieldType.BOOLEAN;
      case "int8" -> FieldType.BYTE;
      case "int16" -> FieldType.INT16;
      case "int32" -> FieldType.INT32;
      case "int64" -> FieldType.INT64;
      case "float" -> FieldType.FLOAT;
      case "double" -> FieldType.DOUBLE;
      case "date" -> FieldType.logicalType(SqlTypes.DATE);
      case "time" -> FieldType.logicalType(SqlTypes.TIME);
      case "timestamp" -> FieldType.logicalType(new MicrosInstant());
      case "local_timestamp" -> FieldType.logicalType(SqlTypes.DATETIME);
      case "decimal" ->
          FieldType.logicalType(
              FixedPrecisionNumeric.of(
                  Json.required(node, "precision").asInt(), Json.required(node, "scale").asInt()));
      case "decimal_unscaled" -> FieldType.DECIMAL;
      case "uuid" -> FieldType.logicalType(new UuidLogicalType());
      case "string" -> FieldType.STRING;
      case "bytes" -> FieldType.BYTES;
      case "array" -> FieldType.array(type(Json.required(node, "element")).withNullable(true));
      case "map" ->
          FieldType.map(
              type(Json.required(node, "key")),
              type(Json.required(node, "value")).withNullable(true));
      case "row" -> FieldType.row(schema(Json.required(node, "columns")));
      default -> throw new IllegalArgumentException("Unknown kind of column: '" + kind + "'.");
    };
  }
}
