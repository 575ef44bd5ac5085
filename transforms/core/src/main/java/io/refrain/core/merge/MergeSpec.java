package io.refrain.core.merge;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;

/**
 * How rows are matched and compared.
 *
 * @param latestBy the key, the version and, where some rows are deletes, the column that says so
 * @param deletes what becomes of a deleted row
 */
record MergeSpec(LatestBy latestBy, Deletes deletes) implements Serializable {
  /** The last column of rows on their way to the table: true for a delete. */
  static final String DELETED = "refrain_deleted";

  /** What becomes of a deleted row. */
  sealed interface Deletes extends Serializable {
    /** There are no deletes. */
    record None() implements Deletes {}

    /** It is removed, and forgotten. */
    record Hard() implements Deletes {}

    /** It stays, flagged in a column. */
    record Soft(String column) implements Deletes {}
  }

  boolean softly() {
    return deletes instanceof Deletes.Soft;
  }

  /** The column of the table that flags deleted rows; null if there is none. */
  String flag() {
    return deletes instanceof Deletes.Soft soft ? soft.column() : null;
  }

  /** The columns of the input that the table is to have: all but the one of the change kind. */
  RowLayout stored(RowLayout input) {
    return RowLayout.of(
        Schema.of(
            input.schema().getFields().stream()
                .filter(field -> !field.getName().equals(latestBy.changeKind()))
                .toArray(Field[]::new)));
  }

  /**
   * The columns of the input that the table may be without, if it may be given them. A row is not
   * found by a column that no stored row has, nor compared by it.
   */
  RowLayout addable(RowLayout input) {
    return RowLayout.of(
        Schema.of(
            stored(input).schema().getFields().stream()
                .filter(field -> !columns().contains(field.getName()))
                .toArray(Field[]::new)));
  }

  /**
   * The layout of the rows between the input and the table: without the column that says what
   * happened, with {@link #DELETED} as the last one. Of a delete any column but key and version may
   * be null.
   */
  RowLayout marked(RowLayout input) {
    List<Field> fields = new ArrayList<>();
    for (Field field : stored(input).schema().getFields()) {
      fields.add(isKeyOrVersion(field.getName()) ? field : field.withNullable(true));
    }
    fields.add(Field.of(DELETED, FieldType.BOOLEAN));
    return RowLayout.of(Schema.of(fields.toArray(Field[]::new)));
  }

  /** The columns that the table must have, whatever the input has. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(latestBy.keys());
    columns.addAll(latestBy.versions());
    if (softly()) {
      columns.add(flag());
    }
    return columns;
  }

  boolean isKeyOrVersion(String column) {
    return latestBy.keys().contains(column) || latestBy.versions().contains(column);
  }

  /** How marked rows are ordered. */
  LatestBy order() {
    return new LatestBy(latestBy.keys(), latestBy.versions(), DELETED);
  }
}
