package io.refrain.jdbc.doctor;

import io.refrain.jdbc.dialect.Remedies;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.StoredTable.UniqueIndex;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What unique indexes and the columns of key and version allow. */
final class KeyChecks {
  private final Examined table;

  KeyChecks(Examined table) {
    this.table = table;
  }

  void run() {
    indexes();
    columns();
    versions();
  }

  private void indexes() {
    Set<String> key = table.keyNames();
    List<UniqueIndex> all = table.facts.table().uniqueIndexes();
    List<UniqueIndex> others = all.stream().filter(i -> !i.columns().equals(key)).toList();
    List<UniqueIndex> fit = all.stream().filter(i -> i.columns().equals(key)).toList();
    Remedies remedies = table.dialect.remedies();
    String make = remedies.key(table.name(), indexName(), table.keyList());
    if (fit.isEmpty()) {
      String there = describe(others);
      table.add(
          Code.NO_UNIQUE_KEY,
          Map.of(Safety.UNSAFE, Examined.BY_KEY, Safety.CAVEAT, EnumSet.of(Mode.REPLACE)),
          "no unique index covers exactly the key "
              + key
              + (there.isEmpty() ? "" : " (there are: " + there + ")")
              + ". Without one two writers could insert the same key twice",
          "Make one: " + make);
    } else if (fit.stream().allMatch(i -> table.facts.deferrableIndexes().contains(i.name()))) {
      table.unsafe(
          Code.DEFERRABLE_KEY_INDEX,
          Examined.UPSERTS,
          "the unique index of the key, "
              + describe(fit)
              + ", is checked late (DEFERRABLE), and "
              + table.dialect.name()
              + " lets no upsert rest on such a one",
          "Make another: " + remedies.uniqueIndex(table.name(), indexName(), table.keyList()));
    }
    further(others, !fit.isEmpty());
  }

  private void further(List<UniqueIndex> others, boolean keyed) {
    List<String> unfit = table.facts.unfitIndexes();
    if (!keyed || (others.isEmpty() && unfit.isEmpty())) {
      return;
    }
    String there = describe(others);
    if (table.dialect.anyUniqueIndexCaptures()) {
      table.add(
          Code.FURTHER_UNIQUE_INDEX,
          Map.of(Safety.UNSAFE, Examined.UPSERTS, Safety.CAVEAT, Examined.REPLACES),
          "it has further unique indexes, "
              + there
              + ", by which an upsert on "
              + table.dialect.name()
              + " could overwrite a row of another key",
          "Drop them, or make the key one of them");
    } else {
      table.caveat(
          Code.FURTHER_UNIQUE_INDEX,
          Examined.INSERTS,
          "it has further unique indexes, "
              + there
              + ": a row of a new key that meets one of them is rejected, and fails a replace",
          "");
    }
  }

  private String describe(List<UniqueIndex> indexes) {
    String plain =
        indexes.stream().map(i -> i.name() + " " + i.columns()).collect(Collectors.joining(", "));
    String unfit = String.join(", ", table.facts.unfitIndexes());
    return plain + (plain.isEmpty() || unfit.isEmpty() ? "" : ", ") + unfit;
  }

  private void columns() {
    for (Column column : table.keys) {
      String name = "its key column " + column.name();
      if (column.generated()) {
        table.unsafe(
            Code.KEY_COMPUTED_BY_DATABASE,
            Examined.ALL,
            name + " is computed by the database, so no input can name it",
            "Take the columns that it is computed from as the key");
      }
      String numbered = table.facts.numbered().get(column.name());
      if (table.facts.alwaysNumbered().contains(column.name())) {
        table.add(
            Code.KEY_ALWAYS_NUMBERED_BY_DATABASE,
            Map.of(Safety.UNSAFE, Examined.INSERTS, Safety.CAVEAT, EnumSet.of(Mode.DELETE)),
            name
                + " is GENERATED ALWAYS AS IDENTITY: a value of the input is refused, and a run again"
                + " makes new keys",
            "Take the key that the data itself has, or let it take values: "
                + table
                    .dialect
                    .remedies()
                    .numberedByDefault(table.name(), table.dialect.quote(column.name())));
      } else if (numbered != null) {
        table.caveat(
            Code.KEY_NUMBERED_BY_DATABASE,
            Examined.ALL,
            name
                + " gets a number from the database where the input has none ("
                + numbered
                + "): a run again would make new keys. It is safe only if every input carries its"
                + " value",
            "Better take the key that the data itself has, with a unique index");
      }
      if (column.nullable() && !column.generated()) {
        table.caveat(
            Code.KEY_NULLABLE,
            Examined.BY_KEY,
            name
                + " may be null, and a unique index lets null in many times. Rows of the input with a"
                + " null key are rejected; stored ones are never found again",
            notNull(column));
      }
      type(column, name);
    }
  }

  private void type(Column column, String name) {
    Family family = column.type().family();
    if (family == Family.REAL || family == Family.DOUBLE) {
      table.unsafe(
          Code.KEY_FLOATING_POINT,
          Examined.BY_KEY,
          name
              + " is of type "
              + column.type().name()
              + ", on whose equality a process and a database may differ",
          "Make it a NUMERIC with a scale, or take another key");
    } else if (Examined.isUnknown(column)) {
      table.unsafe(
          Code.KEY_TYPE_UNKNOWN,
          Examined.BY_KEY,
          name + " is of type " + column.type().name() + ", whose values are not written here",
          "Take another key");
    }
    String collation = table.facts.inexactCollations().get(column.name());
    if (collation != null) {
      inexact(name + " compares texts by " + collation, collation);
    }
  }

  private void inexact(String compares, String collation) {
    String remedy = "Give the column a collation that is exact, or take another key";
    switch (table.dialect.catalog().inexactKeys(collation)) {
      case REFUSED ->
          table.add(
              Code.KEY_COLLATION_INEXACT,
              Map.of(Safety.UNSAFE, Examined.BY_KEY, Safety.CAVEAT, Examined.REPLACES),
              compares + ", which takes different ones for equal; keys are told apart exactly here",
              remedy);
      case REJECTED ->
          table.caveat(
              Code.KEY_COLLATION_INEXACT,
              Examined.ALL,
              compares
                  + ", which takes different ones for equal: of two keys that are equal for it, and"
                  + " not here, one is rejected, and fails a replace",
              remedy);
      case KEPT_APART ->
          table.caveat(
              Code.KEY_COLLATION_INEXACT,
              Set.of(),
              compares
                  + ", which takes different ones for equal; a unique index and what is done here"
                  + " tell them apart",
              "");
    }
  }

  private String indexName() {
    return table.dialect.quote(table.facts.table().name() + "_key");
  }

  private void versions() {
    for (Column column : table.versions) {
      String name = "its version column " + column.name();
      if (column.generated()) {
        table.unsafe(
            Code.VERSION_COMPUTED_BY_DATABASE,
            EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.DELETE),
            name + " is computed by the database, so the input's cannot be compared with it",
            "Take the columns that it is computed from as the version");
      } else if (Examined.isUnknown(column)) {
        table.unsafe(
            Code.VERSION_TYPE_UNKNOWN,
            EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.DELETE),
            name + " is of type " + column.type().name() + ", whose order is not known here",
            "Take another version");
      } else if (column.nullable()) {
        table.caveat(
            Code.VERSION_NULLABLE,
            EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.DELETE),
            name
                + " may be null: a stored row without a version is older than any, and rows of the"
                + " input without one are rejected",
            notNull(column));
      }
      if (column.type().family() == Family.TEXT || column.type().family() == Family.PADDED_TEXT) {
        table.caveat(
            Code.VERSION_IS_TEXT,
            EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.DELETE),
            name + " is text, ordered by its bytes: '10' is older than '9'",
            "Make sure that its texts sort by age, as ISO 8601 does, or make it a number or a time");
      }
    }
  }

  private String notNull(Column column) {
    return "Forbid it: "
        + table
            .dialect
            .remedies()
            .notNull(
                table.name(),
                table.dialect.quote(column.name()),
                new TargetTable.Column(column.name(), column.type()));
  }
}
