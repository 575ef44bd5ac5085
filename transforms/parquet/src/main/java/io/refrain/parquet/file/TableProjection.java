package io.refrain.parquet.file;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Which columns of a table are read from one of its data files, and where they come from.
 *
 * @param layout all columns of the table
 * @param ids the field id of each column, by which a file knows it; empty if it knows it by its
 *     name
 * @param constants columns whose values are the same for all rows of the file, whatever it holds
 *     itself
 * @param lacking whether a column that the file does not have is null for all of its rows;
 *     otherwise such a file is not read
 */
public record TableProjection(
    RowLayout layout, Map<String, Integer> ids, RowCursor constants, boolean lacking) {
  public TableProjection {
    ids = Map.copyOf(ids);
  }

  /** A layout of some columns, in their order. */
  RowLayout of(List<String> columns) {
    Schema.Builder schema = Schema.builder();
    columns.forEach(column -> schema.addField(layout.schema().getField(column)));
    return RowLayout.of(schema.build());
  }

  /** Where columns come from; empty if the file has one of them in another type or form. */
  Optional<List<TableColumn>> in(MessageType file, List<String> columns) {
    List<TableColumn> found = new ArrayList<>();
    for (String column : columns) {
      Optional<TableColumn> one = in(file, column);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      found.add(one.get());
    }
    return Optional.of(found);
  }

  private Optional<TableColumn> in(MessageType file, String column) {
    if (constants.layout().schema().hasField(column)) {
      return Optional.of(new TableColumn(null, constants.layout().indexOf(column)));
    }
    Type type = find(file, column);
    if (type == null) {
      return lacking && !isSpeltOtherwise(file, column)
          ? Optional.of(TableColumn.NULL)
          : Optional.empty();
    }
    if (!isAlike(type, layout.type(layout.indexOf(column)))) {
      return Optional.empty();
    }
    ColumnDescriptor descriptor = file.getColumnDescription(new String[] {type.getName()});
    return Optional.of(new TableColumn(descriptor, -1));
  }

  private Type find(MessageType file, String column) {
    if (ids.isEmpty()) {
      return file.containsField(column) ? file.getType(column) : null;
    }
    for (Type type : file.getFields()) {
      if (type.getId() != null && type.getId().intValue() == ids.get(column)) {
        return type;
      }
    }
    return null;
  }

  private static boolean isSpeltOtherwise(MessageType file, String column) {
    return file.getFields().stream().anyMatch(type -> type.getName().equalsIgnoreCase(column));
  }

  private static boolean isAlike(Type type, ColumnType wanted) {
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    try {
      Schema one = SchemaFromParquet.convert(new MessageType("column", type), "");
      return RowLayout.of(one).type(0).describe().equals(wanted.describe());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
