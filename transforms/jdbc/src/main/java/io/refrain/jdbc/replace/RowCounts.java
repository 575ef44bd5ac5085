package io.refrain.jdbc.replace;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.replace.PartitionValues;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.ColumnReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;

/** Counts the rows of a table that lie in a scope, by partition. */
final class RowCounts {
  private final OpenTable table;
  private final ScopeSql sql;
  private final int timeoutSeconds;
  private final RowLayout layout;
  private final PartitionValues values;
  private final List<ColumnReader> readers = new ArrayList<>();
  private final String columns;

  RowCounts(OpenTable table, List<String> partitionColumns, int timeoutSeconds) {
    this.table = table;
    this.sql = new ScopeSql(table.dialect(), table.stored());
    this.timeoutSeconds = timeoutSeconds;
    Schema.Builder schema = Schema.builder();
    List<TargetTable.Column> targets = new ArrayList<>();
    for (String column : partitionColumns) {
      int at = table.layout().indexOf(column);
      schema.addField(table.layout().schema().getField(at).withNullable(true));
      targets.add(table.target().columns().get(at));
    }
    this.layout = RowLayout.of(schema.build());
    this.values = new PartitionValues(layout, partitionColumns);
    for (int i = 0; i < targets.size(); i++) {
      StoredType type = targets.get(i).type();
      readers.add(new ColumnPort(i, layout.name(i), layout.type(i), type, false).reader());
    }
    this.columns =
        io.refrain.jdbc.dialect.SqlText.list(targets, c -> table.dialect().quote(c.name()));
  }

  ScopeSql sql() {
    return sql;
  }

  /** How many rows there are in a scope, by partition. */
  Map<Partition, Long> in(Connection connection, ReplaceScope scope) throws SQLException {
    Map<Partition, Long> counts = new TreeMap<>();
    for (ReplaceScope piece : ScopeSql.pieces(scope)) {
      count(connection, sql.inside(piece), counts);
    }
    return counts;
  }

  /** How many rows of an account's region there are in a scope, by partition. */
  Map<Partition, Long> in(Connection connection, Account account, ReplaceScope scope)
      throws SQLException {
    Map<Partition, Long> counts = new TreeMap<>();
    for (ReplaceScope piece : ScopeSql.pieces(scope)) {
      List<Condition> both = new ArrayList<>(List.of(region(account), sql.inside(piece)));
      count(connection, Condition.allOf(both), counts);
    }
    return counts;
  }

  /** How many rows there are in an account's region. */
  long in(Connection connection, Account account) throws SQLException {
    Map<Partition, Long> counts = new TreeMap<>();
    count(connection, region(account), counts);
    return sum(counts);
  }

  static long sum(Map<Partition, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private Condition region(Account account) {
    List<Condition> parts = new ArrayList<>();
    parts.add(sql.inside(account.region()));
    account.carved().forEach(hole -> parts.add(sql.outside(hole)));
    return Condition.allOf(parts);
  }

  private void count(Connection connection, Condition where, Map<Partition, Long> into)
      throws SQLException {
    String text =
        "SELECT "
            + (columns.isEmpty() ? "" : columns + ", ")
            + "COUNT(*) FROM "
            + table.name()
            + " WHERE "
            + where.sql()
            + (columns.isEmpty() ? "" : " GROUP BY " + columns);
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      statement.setQueryTimeout(timeoutSeconds);
      where.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long count = rows.getLong(readers.size() + 1);
          if (count > 0) {
            into.merge(partition(rows), count, Long::sum);
          }
        }
      }
    }
  }

  /** The whole target stands for a partition whose values have no exact form in the input's. */
  private Partition partition(ResultSet rows) throws SQLException {
    RowWriter row = new RowWriter(layout).reset();
    boolean exact = true;
    for (int i = 0; i < readers.size(); i++) {
      exact &= readers.get(i).read(rows, i + 1, row);
    }
    byte[] bytes = row.toBytes();
    return exact ? values.of(new RowCursor(layout).at(bytes, 0, bytes.length)) : Partition.WHOLE;
  }
}
