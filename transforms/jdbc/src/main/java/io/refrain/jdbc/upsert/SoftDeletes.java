package io.refrain.jdbc.upsert;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowOrder;
import io.refrain.core.upsert.SoftDeleteRule;
import io.refrain.core.upsert.UpsertDecision;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.table.StoredTable;
import io.refrain.jdbc.table.TableName;
import io.refrain.jdbc.table.TableReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.Schema.FieldType;

/** How deletes are written to a table that flags them. */
final class SoftDeletes {
  private final UpsertSpec spec;
  private final RowLayout marked;
  private final String flag;

  /**
   * @param marked the layout of {@link Changes#marked}
   */
  SoftDeletes(UpsertSpec spec, RowLayout marked, String flag) {
    this.spec = spec;
    this.marked = marked;
    this.flag = flag;
  }

  /**
   * The rows as they are written: the flag is boolean, or holds the version's moment.
   *
   * @param table the table as it is; empty if it is going to be made
   * @throws RefrainException if it cannot hold deleted rows
   */
  WrittenRows rows(Optional<StoredTable> table) {
    if (table.isEmpty()) {
      return withFlag(-1);
    }
    StoredTable.Column column = flagColumn(table.get());
    checkNullable(table.get());
    return switch (column.type().family()) {
      case BOOLEAN -> withFlag(-1);
      case TIMESTAMP, TIMESTAMP_WITH_ZONE -> withFlag(momentColumn(column));
      default ->
          throw refused(
              "its column '"
                  + column.name()
                  + "' of type "
                  + column.type().name()
                  + " cannot flag deleted rows. Take a boolean column, or one of timestamps");
    };
  }

  /** The rule that goes with the rows. */
  UpsertDecision.Rule rule(RowLayout written) {
    int column = written.columnCount() - 1;
    boolean isBoolean = written.type(column).kind() == ColumnType.Kind.BOOLEAN;
    return new SoftDeleteRule(
        new RowOrder(written, spec.latestBy().versions()),
        new ChangeKind(written, flag),
        isBoolean ? column : -1);
  }

  private WrittenRows withFlag(int moment) {
    List<Field> fields = new ArrayList<>(marked.schema().getFields());
    FieldType type = moment < 0 ? FieldType.BOOLEAN : fields.get(moment).getType();
    fields.set(fields.size() - 1, Field.nullable(flag, type.withNullable(true)));
    RowLayout written = RowLayout.of(Schema.of(fields.toArray(Field[]::new)));
    return WrittenRows.withFlag(marked, written, moment);
  }

  private StoredTable.Column flagColumn(StoredTable table) {
    String name =
        TableReader.match(new TableName.Part(flag, false), table.columnNames())
            .orElseThrow(
                () ->
                    refused(
                        "it has no column '"
                            + flag
                            + "' to flag deleted rows in. Its columns are: "
                            + table.columnNames()
                            + ". Add it, as a boolean or a timestamp, or name another"));
    return table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** Nothing in the data path reads a clock: the moment of a deletion is that of its version. */
  private int momentColumn(StoredTable.Column column) {
    for (String version : spec.latestBy().versions()) {
      int index = marked.indexOf(version);
      switch (marked.type(index).kind()) {
        case TIMESTAMP, LOCAL_TIMESTAMP -> {
          return index;
        }
        default -> {}
      }
    }
    throw refused(
        "its column '"
            + column.name()
            + "' wants to know when a row was deleted, but none of the version columns "
            + spec.latestBy().versions()
            + " is a timestamp, and a clock would say something else in each run. Flag deleted rows"
            + " in a boolean column");
  }

  /** A delete of an absent key is stored as a row that holds key, version and flag alone. */
  private void checkNullable(StoredTable table) {
    Set<String> needed = new HashSet<>(spec.latestBy().keys());
    needed.addAll(spec.latestBy().versions());
    List<String> strict = new ArrayList<>();
    for (int i = 0; i < marked.columnCount() - 1; i++) {
      Optional<String> name =
          TableReader.match(new TableName.Part(marked.name(i), false), table.columnNames());
      boolean written = name.isPresent() && !needed.contains(marked.name(i));
      if (written
          && table.columns().stream().anyMatch(c -> c.name().equals(name.get()) && !c.nullable())) {
        strict.add(name.get());
      }
    }
    if (!strict.isEmpty()) {
      throw refused(
          "its columns "
              + strict
              + " are NOT NULL, but a deleted row stays as one that may hold nothing but its key"
              + " and version. Let them be null, or remember deletes by tombstones instead");
    }
    Family ofFlag = flagColumn(table).type().family();
    if (ofFlag != Family.BOOLEAN && !flagColumn(table).nullable()) {
      throw refused(
          "its column '"
              + flagColumn(table).name()
              + "' is NOT NULL, but has to be null for a row that is not deleted");
    }
  }

  private RefrainException refused(String why) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot flag deleted rows in " + spec.target() + ": " + why + ". Nothing was changed.");
  }
}
