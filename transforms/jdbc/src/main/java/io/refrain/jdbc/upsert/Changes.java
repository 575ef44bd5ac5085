package io.refrain.jdbc.upsert;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.row.RowLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.joda.time.Duration;

/**
 * What an upsert does with what is not simply a newer row.
 *
 * @param remember how deletes are remembered
 * @param kindStored whether the column that says what happened to a row is one of the table's too
 * @param insertOnly whether a stored row is never touched
 */
public record Changes(Remember remember, boolean kindStored, boolean insertOnly)
    implements Serializable {

  /** Rows are upserts, all of them. */
  public static final Changes NONE = new Changes(new Remember.Nothing(), false, false);

  /** The last column of rows on their way to the table: true for a delete. */
  public static final String DELETED = "refrain_deleted";

  /** How a delete is remembered, so that a late older row does not come back to life. */
  public sealed interface Remember extends Serializable {

    /** Not at all: there are no deletes. */
    record Nothing() implements Remember {}

    /** By a row in a side table, for so long at least. */
    record Tombstones(Duration timeToLive) implements Remember {}

    /** By a flag in the row itself. */
    record SoftDelete(String column) implements Remember {}
  }

  boolean softly() {
    return remember instanceof Remember.SoftDelete;
  }

  /** Whether rows carry a mark that tells deletes from upserts. */
  public boolean marks(LatestBy latestBy) {
    return latestBy.changeKind() != null || softly();
  }

  /**
   * The layout of the rows between the input and the table: without the column that says what
   * happened, unless that is stored; with {@link #DELETED} as the last one. Of a delete any column
   * but key and version may be null.
   */
  public RowLayout marked(RowLayout input, LatestBy latestBy) {
    List<Field> fields = new ArrayList<>();
    for (Field field : input.schema().getFields()) {
      boolean needed =
          latestBy.keys().contains(field.getName())
              || latestBy.versions().contains(field.getName());
      if (kindStored || !field.getName().equals(latestBy.changeKind())) {
        fields.add(needed ? field : field.withNullable(true));
      }
    }
    fields.add(Field.of(DELETED, FieldType.BOOLEAN));
    return RowLayout.of(Schema.of(fields.toArray(Field[]::new)));
  }

  /** How marked rows are ordered. */
  public LatestBy order(LatestBy latestBy) {
    return new LatestBy(latestBy.keys(), latestBy.versions(), marks(latestBy) ? DELETED : null);
  }
}
