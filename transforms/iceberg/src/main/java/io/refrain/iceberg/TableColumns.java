package io.refrain.iceberg;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * How the columns of a run and those of a table go together.
 *
 * @param schema the table's once the run is in
 * @param layout of the rows as they are written: nulls only where the table takes them
 * @param ids of every field, by path
 * @param added the columns that the run adds, in order
 */
record TableColumns(
    Schema schema, RowLayout layout, Map<String, Integer> ids, Map<String, Type> added) {

  TableColumns {
    ids = new TreeMap<>(ids);
    added = new LinkedHashMap<>(added);
  }

  /**
   * @throws RefrainException (refused) if they do not go together
   */
  static TableColumns of(TableSpec spec, Table table, RowLayout run) {
    Schema stored = table.schema();
    for (Types.NestedField field : stored.columns()) {
      if (!run.schema().hasField(field.name())) {
        throw refused(spec, "it has no column '" + field.name() + "' (" + field.type() + ")");
      }
    }
    Map<String, Type> added = new LinkedHashMap<>();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < run.columnCount(); i++) {
      String name = run.name(i);
      Field field = run.schema().getField(i);
      Types.NestedField to = stored.asStruct().field(name);
      if (to == null) {
        added.put(name, IcebergTypes.type(name, run.type(i)));
      } else if (!IcebergTypes.fits(run.type(i), to.type())) {
        throw refused(
            spec,
            "column '"
                + name
                + "' is "
                + run.type(i).describe()
                + ", and in the table it is "
                + to.type());
      } else if (to.isRequired()) {
        field = field.withNullable(false);
      }
      fields.add(field);
    }
    if (!added.isEmpty() && spec.layout().evolution() == Evolution.NONE) {
      Map.Entry<String, Type> first = added.entrySet().iterator().next();
      throw refused(
          spec,
          "the table has no column '"
              + first.getKey()
              + "' ("
              + first.getValue()
              + "), and evolve(ADD) was not asked for");
    }
    Schema schema = added.isEmpty() ? stored : evolve(table.updateSchema(), added).apply();
    return new TableColumns(
        schema,
        RowLayout.of(new org.apache.beam.sdk.schemas.Schema(fields)),
        TypeUtil.indexByName(schema.asStruct()),
        added);
  }

  /**
   * The columns of a table, as its own rows have them, and those of a merge that it lacks, if they
   * may be added.
   *
   * @param expected columns that rows come with
   * @throws RefrainException (refused) if the table cannot have one of them
   */
  static TableColumns widened(TableSpec spec, Table table, RowLayout expected) {
    TableColumns own = Remainder.columnsOf(table);
    List<Field> fields = new ArrayList<>(own.layout().schema().getFields());
    for (Field field : expected.schema().getFields()) {
      if (table.schema().asStruct().field(field.getName()) == null) {
        fields.add(field.withNullable(true));
      }
    }
    boolean wider = fields.size() > own.layout().columnCount();
    return wider && spec.layout().evolution() == Evolution.ADD
        ? of(spec, table, RowLayout.of(new org.apache.beam.sdk.schemas.Schema(fields)))
        : own;
  }

  static UpdateSchema evolve(UpdateSchema update, Map<String, Type> added) {
    added.forEach(update::addColumn);
    return update;
  }

  /** Tells whether two sets of columns have the same ids: then files of one are files of both. */
  String fingerprint() {
    Map<String, Integer> own = new TreeMap<>();
    ids.forEach(
        (path, id) -> {
          if (layout.schema().hasField(path.split("\\.", 2)[0]) || layout.schema().hasField(path)) {
            own.put(path, id);
          }
        });
    return own.toString();
  }

  private static RefrainException refused(TableSpec spec, String why) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot write to "
            + spec.name()
            + ": the run does not have the columns of the table: "
            + why
            + ". Nothing was changed. Bring the run to the table's columns, or alter the table.");
  }
}
