package io.refrain.jdbc.upsert;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.Connections;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.upsert.TableStatements.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;

/**
 * The table {@code refrain_merges} beside the target: a mark for each atomic merge, stored in its
 * transaction, with what it did.
 */
final class MergeMarks {
  static final String TABLE = "refrain_merges";

  /** A merge adds one mark, so this many are never left for long. */
  private static final int MOST_FORGOTTEN = 1_000;

  private static final List<Count> COUNTED =
      List.of(
          Count.INSERTED,
          Count.UPDATED,
          Count.DELETED,
          Count.UNCHANGED,
          Count.STALE,
          Count.REJECTED);

  private static final Schema SCHEMA = schema();
  private static final RowLayout LAYOUT = RowLayout.of(SCHEMA);

  private final UpsertTable table;

  private MergeMarks(UpsertTable table) {
    this.table = table;
  }

  private static Schema schema() {
    Schema.Builder schema = Schema.builder().addLogicalTypeField("merge_id", new UuidLogicalType());
    schema.addInt64Field("merged_at_ms");
    COUNTED.forEach(count -> schema.addInt64Field(count.key() + "_rows"));
    return schema.build();
  }

  /** Opens the table beside a target, and makes it if it is not there. */
  static MergeMarks open(UpsertTable target, Connections connections) {
    String schema = target.table().schema();
    TableName name =
        new TableName(
            schema.isEmpty() ? null : new TableName.Part(schema, true),
            new TableName.Part(TABLE, false));
    UpsertSpec spec =
        new UpsertSpec(
            target.spec().connection(),
            name,
            new LatestBy(List.of("merge_id"), List.of("merged_at_ms"), null),
            new UpsertSpec.Limits(1, 1 << 20, true));
    return new MergeMarks(UpsertTable.open(spec, LAYOUT, connections));
  }

  /** What a merge did; null if it is not in effect. */
  Counts find(Connection connection, UUID id) throws SQLException {
    Batch wanted = batch(id, Counts.NONE, 0);
    try (PreparedStatement select =
            table.statements().select(connection, wanted, new int[] {0}, false, Place.WITHIN);
        ResultSet result = select.executeQuery()) {
      if (!result.next()) {
        return null;
      }
      RowWriter writer = new RowWriter(LAYOUT);
      table.statements().read(result, writer);
      Row row = new RowConverter(LAYOUT).toRow(writer.bytes(), 0, writer.length());
      Counts counts = Counts.NONE;
      for (Count count : COUNTED) {
        counts = counts.with(count, row.getInt64(count.key() + "_rows"));
      }
      return counts;
    }
  }

  /** Marks a merge as done, in the transaction that does it. */
  void add(Connection connection, UUID id, Counts counts) throws SQLException {
    Batch mark = batch(id, counts, Instant.now().toEpochMilli());
    table.statements().write(connection, UpsertDecision.INSERT, mark, new int[] {0}, Place.WITHIN);
  }

  /** Deletes the oldest marks of those before a moment, so many at most. */
  int forget(Connection connection, long beforeMs) throws SQLException {
    JdbcDialect dialect = table.dialect();
    String name = SqlText.tableName(table.table(), dialect::quote);
    String mergedAt = dialect.quote(table.table().columns().get(1).name());
    long last;
    try (PreparedStatement oldest =
        prepare(
            connection,
            "SELECT "
                + mergedAt
                + " FROM "
                + name
                + " WHERE "
                + mergedAt
                + " < ? ORDER BY "
                + mergedAt)) {
      oldest.setMaxRows(MOST_FORGOTTEN);
      oldest.setLong(1, beforeMs);
      try (ResultSet result = oldest.executeQuery()) {
        if (!result.next()) {
          return 0;
        }
        do {
          last = result.getLong(1);
        } while (result.next());
      }
    }
    try (PreparedStatement delete =
        prepare(connection, "DELETE FROM " + name + " WHERE " + mergedAt + " <= ?")) {
      delete.setLong(1, last);
      return delete.executeUpdate();
    }
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(UpsertTable.timeoutSeconds(table.spec()));
    return statement;
  }

  private static Batch batch(UUID id, Counts counts, long nowMs) {
    Row.Builder row = Row.withSchema(SCHEMA).addValues(id, nowMs);
    COUNTED.forEach(count -> row.addValue(counts.get(count)));
    return Batch.ofSorted(
        new byte[][] {new RowConverter(LAYOUT).toBytes(row.build())}, new long[1]);
  }
}
