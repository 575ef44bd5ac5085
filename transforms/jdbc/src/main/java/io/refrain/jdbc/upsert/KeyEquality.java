package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.jdbc.dialect.Collations;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes sure that a table tells the same keys apart as this process does. Otherwise it would depend
 * on the order of arrival which of two rows is stored.
 */
final class KeyEquality {
  private final Collations collations;

  KeyEquality(Collations collations) {
    this.collations = collations;
  }

  /**
   * The table, its key columns known as padded where blanks at the end do not count: a key that
   * ends in one is rejected then.
   *
   * @throws RefrainException if a key column takes for equal what differs otherwise
   */
  TargetTable check(Connection connection, TargetTable table) throws SQLException {
    if (table.keyColumns().stream().noneMatch(KeyEquality::isText)) {
      return table;
    }
    Map<String, String> of = read(connection, table);
    List<Column> columns = new ArrayList<>(table.columns());
    for (int key : table.keys()) {
      Column column = columns.get(key);
      String collation = of.get(column.name());
      if (collation != null) {
        switch (collations.equality(collation)) {
          case OF_BYTES -> {}
          case BUT_FOR_BLANKS_AT_END -> columns.set(key, padded(column));
          case LOOSE -> throw refused(table, column, collation);
        }
      }
    }
    return new TargetTable(table.schema(), table.name(), columns, table.keys(), table.versions());
  }

  private static boolean isText(Column column) {
    Family family = column.type().family();
    return family == Family.TEXT || family == Family.PADDED_TEXT;
  }

  private Map<String, String> read(Connection connection, TargetTable table) throws SQLException {
    Map<String, String> of = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(collations.query())) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          of.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return of;
  }

  private static Column padded(Column column) {
    StoredType type = column.type();
    return new Column(
        column.name(), new StoredType(Family.PADDED_TEXT, type.name(), type.size(), type.scale()));
  }

  private RefrainException refused(TargetTable table, Column column, String collation) {
    String name = table.schema().isEmpty() ? table.name() : table.schema() + "." + table.name();
    return new RefrainException(
        Kind.REFUSED,
        "Cannot upsert into "
            + name
            + ": its key column '"
            + column.name()
            + "' has the collation "
            + collation
            + ", which takes texts for one key that differ in their bytes, in case or accents say. It"
            + " would depend on the order of arrival which of two such rows is stored. Let the column"
            + " compare bytes: "
            + collations.change(table, column)
            + ". Nothing was changed.");
  }
}
