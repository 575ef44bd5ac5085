package io.refrain.jdbc.table;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statement that makes a table for rows of a layout, the key as its primary key.
 *
 * <p>Plain names are folded as the database folds names that are not quoted, so that a person finds
 * the table without quotes.
 */
public final class TableDdl {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final JdbcDialect dialect;
  private final RowLayout layout;
  private final LatestBy latestBy;

  /** How a database folds names that are not quoted. */
  public enum Folding {
    UPPER,
    LOWER,
    NONE
  }

  public TableDdl(JdbcDialect dialect, RowLayout layout, LatestBy latestBy) {
    this.dialect = dialect;
    this.layout = layout;
    this.latestBy = latestBy;
  }

  public String create(TableReader reader, TableName name) throws SQLException {
    String schema = reader.schemaOf(name);
    Folding folding = reader.folding();
    String table = name.table().quoted() ? name.table().text() : fold(name.table().text(), folding);
    return create(schema, table, folding);
  }

  public String create(String schema, String table, Folding folding) {
    List<String> names =
        layout.schema().getFieldNames().stream().map(n -> fold(n, folding)).toList();
    if (new HashSet<>(names).size() < names.size()) {
      names = layout.schema().getFieldNames();
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < layout.columnCount(); i++) {
      boolean needed =
          latestBy.keys().contains(layout.name(i))
              || latestBy.versions().contains(layout.name(i))
              || !layout.nullable(i);
      parts.add(
          dialect.quote(names.get(i))
              + " "
              + dialect.columnType(layout.type(i))
              + (needed ? " NOT NULL" : ""));
    }
    List<String> columns = names;
    parts.add(
        latestBy.keys().stream()
            .map(k -> dialect.quote(columns.get(layout.indexOf(k))))
            .collect(Collectors.joining(", ", "PRIMARY KEY (", ")")));
    String prefix = schema.isEmpty() ? "" : dialect.quote(schema) + ".";
    return "CREATE TABLE " + prefix + dialect.quote(table) + " (" + String.join(", ", parts) + ")";
  }

  /** A plain name as a database folds it; any other as it is. */
  public static String fold(String name, Folding folding) {
    if (!PLAIN.matcher(name).matches()) {
      return name;
    }
    return switch (folding) {
      case UPPER -> name.toUpperCase(Locale.ROOT);
      case LOWER -> name.toLowerCase(Locale.ROOT);
      case NONE -> name;
    };
  }
}
