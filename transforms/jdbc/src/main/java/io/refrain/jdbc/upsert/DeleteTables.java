package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableDdl;
import io.refrain.jdbc.table.TableFacts;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;

/**
 * The tables beside a target, in its schema, which remember what was deleted. They serve all tables
 * of the schema. Names of columns are folded as the database folds them.
 */
final class DeleteTables {
  static final String TOMBSTONES = "refrain_tombstones";
  static final String LOCKS = "refrain_locks";

  /** A deleted key: its name, its table, the key for a person, the version of the delete. */
  static final RowLayout TOMBSTONE =
      layout(
          Field.of("row_id", FieldType.logicalType(new UuidLogicalType())),
          Field.of("table_id", FieldType.INT64),
          Field.nullable("table_name", FieldType.STRING),
          Field.nullable("row_key", FieldType.STRING),
          Field.nullable("version", FieldType.STRING));

  /** A part of a table's keys, which one transaction at a time writes to. */
  static final RowLayout LOCK =
      layout(
          Field.of("lock_id", FieldType.INT64),
          Field.of("table_id", FieldType.INT64),
          Field.nullable("table_name", FieldType.STRING),
          Field.of("bucket", FieldType.INT32),
          Field.of("uses", FieldType.INT64));

  private static final RowLayout MOMENT =
      layout(Field.nullable("moment", FieldType.logicalType(new MicrosInstant())));

  private final JdbcDialect dialect;
  private final TableReader reader;
  private final Connection connection;
  private final TargetTable target;
  private final String shown;

  /**
   * @param shown the target, for messages
   */
  DeleteTables(JdbcDialect dialect, Connection connection, TargetTable target, String shown)
      throws SQLException {
    this.dialect = dialect;
    this.connection = connection;
    this.reader = new TableReader(dialect, connection);
    this.target = target;
    this.shown = shown;
  }

  private static RowLayout layout(Field... fields) {
    return RowLayout.of(Schema.of(fields));
  }

  /** The table of tombstones if there is one. */
  Optional<TargetTable> findTombstones() throws SQLException {
    return find(TOMBSTONES).map(table -> checked(TOMBSTONE, "row_id", table));
  }

  /** The table of locks if there is one. */
  Optional<TargetTable> findLocks() throws SQLException {
    return find(LOCKS).map(table -> checked(LOCK, "lock_id", table));
  }

  /** The table of tombstones, made if need be. */
  TargetTable tombstones() throws SQLException {
    if (find(TOMBSTONES).isEmpty()) {
      create(TOMBSTONES, TOMBSTONE, "deleted_at", dialect.currentTimestamp());
    }
    return findTombstones().orElseThrow();
  }

  /** The table of locks, made if need be. */
  TargetTable locks() throws SQLException {
    if (find(LOCKS).isEmpty()) {
      create(LOCKS, LOCK, "asked_at", null);
    }
    return findLocks().orElseThrow();
  }

  /** A column that is not written with rows, and how to read it. */
  TargetTable.Column moment(String table, String column) throws SQLException {
    StoredTable stored = find(table).orElseThrow();
    String name =
        TableReader.match(new TableName.Part(column, false), stored.columnNames()).orElseThrow();
    return stored.columns().stream()
        .filter(c -> c.name().equals(name))
        .map(c -> new TargetTable.Column(c.name(), c.type()))
        .findFirst()
        .orElseThrow();
  }

  /** The layout of one moment. */
  static RowLayout moment() {
    return MOMENT;
  }

  private Optional<StoredTable> find(String table) throws SQLException {
    TableName.Part schema =
        target.schema().isEmpty() ? null : new TableName.Part(target.schema(), true);
    return reader.find(new TableName(schema, new TableName.Part(table, false)));
  }

  private TargetTable checked(RowLayout layout, String key, StoredTable table) {
    LatestBy latestBy = new LatestBy(List.of(key), List.of(key), null);
    return new TableCheck(dialect, layout, latestBy, TableFacts.of(table)).check();
  }

  private void create(String table, RowLayout layout, String momentColumn, String momentDefault)
      throws SQLException {
    TableDdl.Folding folding = reader.folding();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < layout.columnCount(); i++) {
      parts.add(
          quoted(layout.name(i), folding)
              + " "
              + dialect.columnType(layout.type(i))
              + (layout.nullable(i) ? "" : " NOT NULL"));
    }
    parts.add(
        quoted(momentColumn, folding)
            + " "
            + dialect.columnType(MOMENT.type(0))
            + (momentDefault == null ? "" : " DEFAULT " + momentDefault + " NOT NULL"));
    parts.add("PRIMARY KEY (" + quoted(layout.name(0), folding) + ")");
    String schema = target.schema().isEmpty() ? "" : dialect.quote(target.schema()) + ".";
    String ddl =
        "CREATE TABLE " + schema + quoted(table, folding) + " (" + String.join(", ", parts) + ")";
    try (Statement statement = connection.createStatement()) {
      statement.execute(ddl);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      // Several workers may try at once; it is all the same who made it.
      if (find(table).isEmpty()) {
        throw new RefrainException(
            Kind.REFUSED,
            "Cannot make the table that remembers what is deleted from "
                + shown
                + ": "
                + e.getMessage()
                + ". Nothing was changed. Let the user create tables there, or make it by: "
                + ddl,
            e);
      }
    }
  }

  private String quoted(String name, TableDdl.Folding folding) {
    return dialect.quote(TableDdl.fold(name, folding));
  }
}
