package io.refrain.jdbc.dedup;

import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.table.ColumnPort;
import io.refrain.jdbc.table.ColumnReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;

/**
 * Some columns of a table as the columns of encoded rows: each of the type that an input would have
 * for it. A column that the sinks do not write is read as text, which tells its values apart.
 */
final class RowForm {
  final RowLayout layout;
  private final List<TargetTable.Column> columns;
  private final List<ColumnReader> readers = new ArrayList<>();
  private final List<ColumnPort> ports = new ArrayList<>();
  private final RowWriter writer;

  RowForm(JdbcDialect dialect, List<TargetTable.Column> columns) {
    Schema.Builder schema = Schema.builder();
    columns.forEach(c -> schema.addNullableField(c.name(), typeOf(c.type())));
    this.layout = RowLayout.of(schema.build());
    this.columns = List.copyOf(columns);
    for (int i = 0; i < columns.size(); i++) {
      TargetTable.Column column = columns.get(i);
      StoredType type =
          column.type().family() == Family.OTHER
              ? new StoredType(Family.TEXT, column.type().name(), 0, 0)
              : column.type();
      readers.add(new ColumnReader(i, column.name(), layout.type(i), type));
      ports.add(new ColumnPort(i, column.name(), layout.type(i), type, dialect.bindsAsText(type)));
    }
    this.writer = new RowWriter(layout);
  }

  private static FieldType typeOf(StoredType type) {
    return switch (type.family()) {
      case BOOLEAN -> FieldType.BOOLEAN;
      case TINYINT -> FieldType.BYTE;
      case SMALLINT -> FieldType.INT16;
      case INTEGER -> FieldType.INT32;
      case BIGINT -> FieldType.INT64;
      case DECIMAL ->
          type.scale() < 0 || type.size() < 1 || type.scale() > type.size()
              ? FieldType.DECIMAL
              : FieldType.logicalType(FixedPrecisionNumeric.of(type.size(), type.scale()));
      case REAL -> FieldType.FLOAT;
      case DOUBLE -> FieldType.DOUBLE;
      case DATE -> FieldType.logicalType(SqlTypes.DATE);
      case TIME -> FieldType.logicalType(SqlTypes.TIME);
      case TIMESTAMP -> FieldType.logicalType(SqlTypes.DATETIME);
      case TIMESTAMP_WITH_ZONE -> FieldType.logicalType(new MicrosInstant());
      case UUID -> FieldType.logicalType(new UuidLogicalType());
      case TEXT, PADDED_TEXT, OTHER -> FieldType.STRING;
      case BYTES, PADDED_BYTES -> FieldType.BYTES;
    };
  }

  List<TargetTable.Column> columns() {
    return columns;
  }

  ColumnPort port(int column) {
    return ports.get(column);
  }

  /**
   * Reads a row.
   *
   * @param positions of the columns in the result, from 1
   * @param inexact takes the columns whose value has no exact form here; they are null in the row
   */
  byte[] read(ResultSet from, int[] positions, BitSet inexact) throws SQLException {
    writer.reset();
    for (int i = 0; i < positions.length; i++) {
      if (!readers.get(i).read(from, positions[i], writer)) {
        inexact.set(i);
      }
    }
    return writer.toBytes();
  }
}
