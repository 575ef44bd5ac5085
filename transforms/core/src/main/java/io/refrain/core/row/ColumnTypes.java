package io.refrain.core.row;

import java.math.BigDecimal;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.Schema.LogicalType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.FixedPrecisionNumeric;
import org.apache.beam.sdk.schemas.logicaltypes.MicrosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.NanosInstant;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.schemas.logicaltypes.UuidLogicalType;
import org.apache.beam.sdk.values.Row;

/** Finds the physical type of a Beam field type. */
final class ColumnTypes {
  private static final Set<String> DIRECT =
      Set.of(
          SqlTypes.DATE.getIdentifier(),
          SqlTypes.TIME.getIdentifier(),
          SqlTypes.DATETIME.getIdentifier(),
          MicrosInstant.IDENTIFIER,
          UuidLogicalType.IDENTIFIER,
          FixedPrecisionNumeric.IDENTIFIER);

  private ColumnTypes() {}

  static ColumnType of(String column, FieldType type) {
    return switch (type.getTypeName()) {
      case BYTE -> ColumnType.of(ColumnType.Kind.INT8);
      case INT16 -> ColumnType.of(ColumnType.Kind.INT16);
      case INT32 -> ColumnType.of(ColumnType.Kind.INT32);
      case INT64 -> ColumnType.of(ColumnType.Kind.INT64);
      case FLOAT -> ColumnType.of(ColumnType.Kind.FLOAT);
      case DOUBLE -> ColumnType.of(ColumnType.Kind.DOUBLE);
      case BOOLEAN -> ColumnType.of(ColumnType.Kind.BOOLEAN);
      case STRING -> ColumnType.of(ColumnType.Kind.STRING);
      case BYTES -> ColumnType.of(ColumnType.Kind.BYTES);
      case DATETIME -> ColumnType.of(ColumnType.Kind.TIMESTAMP);
      case DECIMAL -> ColumnType.of(ColumnType.Kind.DECIMAL_UNSCALED);
      case ARRAY, ITERABLE -> ColumnType.array(of(column, type.getCollectionElementType()));
      case MAP ->
          ColumnType.map(of(column, type.getMapKeyType()), of(column, type.getMapValueType()));
      case ROW -> ColumnType.row(RowLayout.of(type.getRowSchema()));
      case LOGICAL_TYPE -> ofLogical(column, type.getLogicalType());
    };
  }

  private static ColumnType ofLogical(String column, LogicalType<?, ?> type) {
    String id = type.getIdentifier();
    if (id.equals(SqlTypes.DATE.getIdentifier())) {
      return ColumnType.of(ColumnType.Kind.DATE);
    } else if (id.equals(SqlTypes.TIME.getIdentifier())) {
      return ColumnType.of(ColumnType.Kind.TIME);
    } else if (id.equals(SqlTypes.DATETIME.getIdentifier())) {
      return ColumnType.of(ColumnType.Kind.LOCAL_TIMESTAMP);
    } else if (id.equals(MicrosInstant.IDENTIFIER)) {
      return ColumnType.of(ColumnType.Kind.TIMESTAMP);
    } else if (id.equals(NanosInstant.IDENTIFIER)) {
      throw new IllegalArgumentException(
          "Column '"
              + column
              + "' is a timestamp in nanoseconds, which not every store can hold:"
              + " convert it to microseconds (MicrosInstant) or to a BIGINT first.");
    } else if (id.equals(UuidLogicalType.IDENTIFIER)) {
      return ColumnType.of(ColumnType.Kind.UUID);
    } else if (id.equals(FixedPrecisionNumeric.IDENTIFIER)) {
      Row argument = (Row) type.getArgument();
      return ColumnType.decimal(intOf(argument, "precision"), intOf(argument, "scale"));
    } else if (type instanceof EnumerationType) {
      return ColumnType.of(ColumnType.Kind.STRING);
    }
    return of(column, type.getBaseType());
  }

  /**
   * Whether values of a logical type are stored by their own kind, not by way of their base type.
   */
  static boolean isDirect(LogicalType<?, ?> type) {
    return DIRECT.contains(type.getIdentifier()) || type instanceof EnumerationType;
  }

  private static int intOf(Row argument, String field) {
    Number value = argument.getValue(field);
    return value == null ? 0 : new BigDecimal(value.toString()).intValueExact();
  }
}
