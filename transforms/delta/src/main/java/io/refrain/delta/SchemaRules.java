package io.refrain.delta;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import java.util.Optional;

/**
 * How the columns of a run and those of a table go together: the run has every column of the table,
 * of the same type, in any order; new columns, nullable, are added if the caller asked for it.
 */
final class SchemaRules {
  private final DeltaTable target;
  private final StructType stored;
  private final RowLayout incoming;

  private SchemaRules(DeltaTable target, StructType stored, RowLayout incoming) {
    this.target = target;
    this.stored = stored;
    this.incoming = incoming;
  }

  /**
   * The columns of the table once the run is in; empty if they stay as they are.
   *
   * @throws RefrainException (refused) if the two do not go together
   */
  static Optional<StructType> merge(DeltaTable target, TableState table, RowLayout incoming) {
    return new SchemaRules(target, table.schema(), incoming).merge(table);
  }

  /**
   * The columns of the table once a merge is in, whose rows need not have all of them; empty if
   * they stay as they are, as they do unless new ones may be added.
   *
   * @param expected columns that the rows come with
   * @throws RefrainException (refused) if the table cannot have one of them
   */
  static Optional<StructType> widen(DeltaTable target, TableState table, RowLayout expected) {
    if (!target.addsNewColumns()) {
      return Optional.empty();
    }
    SchemaRules rules = new SchemaRules(target, table.schema(), expected);
    StructType widened = table.schema();
    for (int i = 0; i < expected.columnCount(); i++) {
      if (table.schema().indexOf(expected.name(i)) < 0) {
        widened = widened.add(rules.added(i, table));
      }
    }
    return widened.length() == table.schema().length() ? Optional.empty() : Optional.of(widened);
  }

  private Optional<StructType> merge(TableState table) {
    for (StructField field : stored.fields()) {
      checkStored(field);
    }
    StructType merged = stored;
    for (int i = 0; i < incoming.columnCount(); i++) {
      if (stored.indexOf(incoming.name(i)) < 0) {
        merged = merged.add(added(i, table));
      }
    }
    return merged.length() == stored.length() ? Optional.empty() : Optional.of(merged);
  }

  private void checkStored(StructField field) {
    String name = field.getName();
    if (!incoming.schema().hasField(name)) {
      throw refused(
          "it has no column '" + name + "' (" + DeltaTypes.describe(field.getDataType()) + ")");
    }
    int in = incoming.indexOf(name);
    DataType type = DeltaTypes.type(name, incoming.type(in));
    if (!fits(type, field.getDataType())) {
      throw refused(
          "column '"
              + name
              + "' is "
              + incoming.type(in).describe()
              + " ("
              + DeltaTypes.describe(type)
              + "), and in the table it is "
              + DeltaTypes.describe(field.getDataType()));
    }
  }

  private static boolean fits(DataType in, DataType stored) {
    if (in instanceof ArrayType a && stored instanceof ArrayType b) {
      return b.containsNull() && fits(a.getElementType(), b.getElementType());
    } else if (in instanceof MapType a && stored instanceof MapType b) {
      return b.isValueContainsNull()
          && fits(a.getKeyType(), b.getKeyType())
          && fits(a.getValueType(), b.getValueType());
    } else if (in instanceof StructType a && stored instanceof StructType b) {
      return a.length() == b.length()
          && a.fields().stream()
              .allMatch(
                  field -> {
                    int at = b.indexOf(field.getName());
                    return at >= 0
                        && (b.at(at).isNullable() || !field.isNullable())
                        && fits(field.getDataType(), b.at(at).getDataType());
                  });
    }
    return in.equals(stored);
  }

  private StructField added(int column, TableState table) {
    String name = incoming.name(column);
    String what = "column '" + name + "' (" + incoming.type(column).describe();
    Optional<StructField> alike =
        stored.fields().stream().filter(f -> f.getName().equalsIgnoreCase(name)).findFirst();
    if (alike.isPresent()) {
      throw refused(
          what + ") differs only in case from the table's '" + alike.get().getName() + "'");
    }
    if (!target.addsNewColumns()) {
      throw refused(what + ") is new. Allow it with addNewColumns()");
    }
    if (!incoming.nullable(column)) {
      throw refused(what + ", not null) is new, and the rows that stay have no value for it");
    }
    DataType type = DeltaTypes.type(name, incoming.type(column));
    if (hasLocalTimestamps(type) && !table.features().contains("timestampNtz")) {
      throw refused(
          what
              + ") is new, and the table has not the table feature 'timestampNtz', which such a"
              + " column needs");
    }
    return new StructField(name, type, true);
  }

  private static boolean hasLocalTimestamps(DataType type) {
    return DeltaTypes.describe(type).contains("timestamp_ntz");
  }

  private RefrainException refused(String why) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot write to the Delta table "
            + target.name()
            + ": the run does not have the columns of the table: "
            + why
            + ". Nothing was changed. Bring the run to the table's columns, or change the table"
            + " first.");
  }
}
