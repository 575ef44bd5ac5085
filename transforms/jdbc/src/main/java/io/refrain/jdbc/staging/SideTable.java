package io.refrain.jdbc.staging;

import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;

/**
 * A side table before it is made.
 *
 * @param name plain, as in {@code refrain_stages}
 * @param primaryKey the names of the columns that make it
 */
public record SideTable(String name, List<String> primaryKey, List<Column> columns) {
  /** As long as the longest name of a table in any database. */
  private static final int NAME_LENGTH = 255;

  private static final RowLayout TYPES =
      RowLayout.of(
          Schema.builder()
              .addInt64Field("number")
              .addStringField("text")
              .addLogicalTypeField("time", new MicrosInstant())
              .build());

  public SideTable {
    primaryKey = List.copyOf(primaryKey);
    columns = List.copyOf(columns);
  }

  public static SideTable of(String name, List<String> primaryKey, Column... columns) {
    return new SideTable(name, primaryKey, List.of(columns));
  }

  /** One column, never null. */
  public record Column(String name, Kind kind) {}

  /** What a column holds. */
  public enum Kind {
    /** The name of a table: text that a key may hold. */
    NAME,
    NUMBER,
    TEXT,
    /** A moment, by the clock of the database. */
    TIME
  }

  /** A column of names. */
  public static Column name(String name) {
    return new Column(name, Kind.NAME);
  }

  /** A column of whole numbers. */
  public static Column number(String name) {
    return new Column(name, Kind.NUMBER);
  }

  /** A column of text of any length. */
  public static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }

  /** A column of moments. */
  public static Column time(String name) {
    return new Column(name, Kind.TIME);
  }

  /** The statement that makes it, names in braces. */
  String ddl(JdbcDialect dialect) {
    String all =
        columns.stream()
            .map(c -> "{" + c.name() + "} " + type(dialect, c.kind()) + " NOT NULL")
            .collect(Collectors.joining(", "));
    String key = primaryKey.stream().map(c -> "{" + c + "}").collect(Collectors.joining(", "));
    return "CREATE TABLE {" + name + "} (" + all + ", PRIMARY KEY (" + key + "))";
  }

  private static String type(JdbcDialect dialect, Kind kind) {
    return switch (kind) {
      case NAME -> dialect.keyText(NAME_LENGTH);
      case NUMBER -> dialect.columnType(TYPES.type(0));
      case TEXT -> dialect.columnType(TYPES.type(1));
      case TIME -> dialect.columnType(TYPES.type(2));
    };
  }
}
