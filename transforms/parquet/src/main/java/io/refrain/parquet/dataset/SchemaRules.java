package io.refrain.parquet.dataset;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowLayout;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;

/**
 * How the columns of a run and those of a dataset go together: a run may add nullable columns and
 * may hold fewer nulls than the dataset allows, in any order of columns; a run that replaces
 * everything may change all but the partition columns.
 */
final class SchemaRules {
  private final String target;
  private final RowLayout stored;
  private final RowLayout incoming;

  private SchemaRules(String target, RowLayout stored, RowLayout incoming) {
    this.target = target;
    this.stored = stored;
    this.incoming = incoming;
  }

  /**
   * The columns of the dataset once the run is in.
   *
   * @throws RefrainException (refused) if the two do not go together
   */
  static RowLayout merge(String target, RowLayout stored, RowLayout incoming) {
    return new SchemaRules(target, stored, incoming).merge();
  }

  private RowLayout merge() {
    List<Schema.Field> fields = new ArrayList<>();
    for (int i = 0; i < stored.columnCount(); i++) {
      String name = stored.name(i);
      if (!incoming.schema().hasField(name)) {
        throw refused("it has no column '" + name + "' (" + stored.type(i).describe() + ")");
      }
      int in = incoming.indexOf(name);
      String was = stored.type(i).describe();
      String is = incoming.type(in).describe();
      if (!was.equals(is)) {
        throw refused("column '" + name + "' is " + is + ", and in the dataset it is " + was);
      }
      FieldType type = stored.schema().getField(i).getType();
      boolean nullable = stored.nullable(i) || incoming.nullable(in);
      fields.add(Schema.Field.of(name, type.withNullable(nullable)));
    }
    for (int in = 0; in < incoming.columnCount(); in++) {
      String name = incoming.name(in);
      if (stored.schema().hasField(name)) {
        continue;
      }
      if (!incoming.nullable(in)) {
        throw refused(
            "column '"
                + name
                + "' ("
                + incoming.type(in).describe()
                + ", not null) is new, and the rows that stay have no value for it");
      }
      fields.add(Schema.Field.of(name, incoming.type(in).toFieldType().withNullable(true)));
    }
    return RowLayout.of(new Schema(fields));
  }

  private RefrainException refused(String why) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot replace rows in "
            + target
            + ": the run does not have the columns of the dataset: "
            + why
            + ". Nothing was changed. Bring the run to the dataset's columns (new columns must be"
            + " nullable), or replace everything.");
  }
}
