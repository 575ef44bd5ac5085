package io.refrain.pipelines.schema;

import java.util.Locale;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;

/**
 * Reads a schema that is written like the column list of a CREATE TABLE.
 *
 * <p>{@code order_id BIGINT NOT NULL, amount DECIMAL(12,2), order_date DATE}: names and types,
 * parted by commas; a column takes nulls unless it says NOT NULL. A name with other characters than
 * letters, digits and underscores stands in double quotes, and is always taken as written; types
 * are recognized in any letter case.
 *
 * <table>
 * <caption>The types</caption>
 * <tr><th>written</th><th>values</th></tr>
 * <tr><td>BOOLEAN, BOOL</td><td>true, false</td></tr>
 * <tr><td>TINYINT, SMALLINT, INTEGER, BIGINT (INT1, INT2, INT, INT4, INT8)</td><td>whole numbers of 8,
 * 16, 32, 64 bits</td></tr>
 * <tr><td>REAL, FLOAT4; DOUBLE [PRECISION], FLOAT8, FLOAT</td><td>binary floating point of 32, 64
 * bits</td></tr>
 * <tr><td>DECIMAL(p,s), DECIMAL(p), NUMERIC</td><td>exact decimals; p digits, at most 38, s of them
 * after the point</td></tr>
 * <tr><td>VARCHAR, TEXT, STRING; VARCHAR(n), CHAR(n)</td><td>text; of at most n characters, never
 * padded</td></tr>
 * <tr><td>BYTES, VARBINARY, BINARY, BYTEA, BLOB</td><td>bytes</td></tr>
 * <tr><td>DATE; TIME</td><td>a day; a time of day in microseconds</td></tr>
 * <tr><td>TIMESTAMP, TIMESTAMP WITH TIME ZONE, TIMESTAMPTZ</td><td>an instant in microseconds; a text
 * without an offset is meant in UTC</td></tr>
 * <tr><td>TIMESTAMP WITHOUT TIME ZONE, DATETIME</td><td>a date and time of day; a text with an offset
 * does not fit</td></tr>
 * <tr><td>UUID</td><td>a UUID</td></tr>
 * <tr><td>ARRAY&lt;type&gt;, MAP&lt;type, type&gt;, ROW(name type, ...)</td><td>nested values; not in
 * CSV</td></tr>
 * </table>
 *
 * <p>Plain TIMESTAMP is an instant, unlike in the SQL standard, because that is what deliveries
 * hold ({@code 2024-03-15T10:00:00Z}) and what Spark and most lake tables mean by it.
 */
public final class SchemaText {
  private final SchemaTokens tokens;

  private SchemaText(String text) {
    this.tokens = new SchemaTokens(text);
  }

  /**
   * Reads a schema.
   *
   * @throws IllegalArgumentException if the text is none; the message says where, and what would do
   */
  public static Schema parse(String text) {
    SchemaText parser = new SchemaText(text);
    Schema schema = parser.columns();
    parser.tokens.expectEnd();
    return schema;
  }

  private Schema columns() {
    Schema.Builder schema = Schema.builder();
    java.util.Set<String> names = new java.util.HashSet<>();
    do {
      SchemaTokens.Token name = tokens.name("the name of a column");
      if (!names.add(name.text())) {
        throw tokens.error(name, "the column '" + name.text() + "' is named twice");
      }
      FieldType type = type();
      boolean nullable = true;
      if (tokens.skipWord("NOT")) {
        tokens.expectWord("NULL");
        nullable = false;
      } else {
        tokens.skipWord("NULL");
      }
      schema.addField(Field.of(name.text(), type.withNullable(nullable)));
    } while (tokens.skip(","));
    return schema.build();
  }

  private FieldType type() {
    SchemaTokens.Token name = tokens.name("a type (" + SqlTypeNames.known() + ")");
    return switch (name.text().toUpperCase(Locale.ROOT)) {
      case "ARRAY" -> {
        tokens.expect("<");
        FieldType element = type();
        tokens.expect(">");
        yield FieldType.array(element.withNullable(true));
      }
      case "MAP" -> {
        tokens.expect("<");
        FieldType key = type();
        tokens.expect(",");
        FieldType value = type();
        tokens.expect(">");
        yield FieldType.map(key, value.withNullable(true));
      }
      case "ROW", "STRUCT" -> {
        tokens.expect("(");
        Schema nested = columns();
        tokens.expect(")");
        yield FieldType.row(nested);
      }
      default -> SqlTypeNames.read(name, tokens);
    };
  }
}
