package io.refrain.jdbc.doctor;

import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableFacts.ForeignKey;
import io.refrain.jdbc.table.TableFacts.OnDelete;
import io.refrain.jdbc.table.TableFacts.Trigger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What else happens when rows are written or deleted, and what forbids it. */
final class SurroundingChecks {
  private final Examined table;

  SurroundingChecks(Examined table) {
    this.table = table;
  }

  void run() {
    rights();
    otherColumns();
    triggers();
    references();
    parents();
  }

  private void rights() {
    if (!table.facts.plain()) {
      table.add(
          Code.NOT_A_TABLE,
          Map.of(Safety.UNSAFE, Examined.BY_KEY, Safety.CAVEAT, Examined.REPLACES),
          "it is no table that holds its rows itself but a view or a foreign table: no unique index"
              + " guards it, and a replace touches only the rows that it shows",
          "Write to the table behind it");
    }
    Set<String> missing = table.facts.missingPrivileges();
    if (!missing.isEmpty()) {
      Set<Mode> modes = EnumSet.noneOf(Mode.class);
      modes.addAll(missing.contains("SELECT") ? Examined.ALL : Set.of());
      modes.addAll(missing.contains("INSERT") ? Examined.INSERTS : Set.of());
      if (missing.contains("UPDATE")) {
        modes.addAll(EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY));
      }
      if (missing.contains("DELETE")) {
        modes.addAll(Examined.REPLACES);
        modes.add(Mode.DELETE);
      }
      String list = String.join(", ", missing);
      table.unsafe(
          Code.MISSING_PRIVILEGES,
          modes,
          "its user may not " + list,
          "Let the owner run: GRANT " + list + " ON " + table.name() + " TO the user");
    }
    if (!table.facts.rowPolicies().isEmpty()) {
      table.caveat(
          Code.ROW_POLICIES,
          Examined.ALL,
          "row security keeps rows from this user, "
              + table.facts.rowPolicies()
              + ": a key that is hidden is taken for absent, and a replace leaves hidden rows where"
              + " they are",
          "Load as a user that sees all rows (BYPASSRLS)");
    }
  }

  private void otherColumns() {
    List<Column> others = table.others();
    List<String> numbered =
        Examined.names(others).stream().filter(table.facts.numbered()::containsKey).toList();
    if (!numbered.isEmpty()) {
      table.caveat(
          Code.NUMBERED_BY_DATABASE,
          Examined.REPLACES,
          "its columns "
              + numbered
              + " are numbered by the database: an upsert keeps the numbers, a replace gives new ones"
              + " each time, and what refers to the old ones refers to nothing",
          "Refer to rows by the key " + table.keyNames());
    }
    List<String> computed = Examined.names(others.stream().filter(Column::generated).toList());
    if (!computed.isEmpty()) {
      table.caveat(
          Code.COMPUTED_BY_DATABASE,
          Set.of(),
          "its columns " + computed + " are computed by the database",
          "Leave them out of the input");
    }
    List<Column> unknown = others.stream().filter(Examined::isUnknown).toList();
    if (!unknown.isEmpty()) {
      boolean needed = unknown.stream().anyMatch(c -> !c.nullable() && !c.hasDefault());
      table.add(
          Code.COLUMN_TYPE_UNKNOWN,
          Map.of(needed ? Safety.UNSAFE : Safety.CAVEAT, Examined.INSERTS),
          "the values of its columns "
              + unknown.stream()
                  .map(c -> c.name() + " " + c.type().name())
                  .collect(Collectors.joining(", ", "[", "]"))
              + " are not written here"
              + (needed ? ", and one of them is NOT NULL without a default" : ""),
          needed
              ? "Give it a default, or leave the column out of the table"
              : "Leave them out of the input; an upsert leaves what they hold alone");
    }
  }

  private void triggers() {
    List<Trigger> all = table.facts.triggers();
    if (all.isEmpty()) {
      return;
    }
    Set<Mode> modes = EnumSet.noneOf(Mode.class);
    for (Trigger trigger : all) {
      modes.addAll(trigger.firesOn("INSERT") ? Examined.INSERTS : Set.of());
      if (trigger.firesOn("UPDATE")) {
        modes.addAll(EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY));
      }
      if (trigger.firesOn("DELETE")) {
        modes.addAll(Examined.REPLACES);
        modes.add(Mode.DELETE);
      }
    }
    table.caveat(
        Code.TRIGGERS,
        modes,
        "it has triggers, "
            + all.stream()
                .map(t -> t.name() + " (" + t.events() + ")")
                .collect(Collectors.joining(", "))
            + ". An upsert fires them for rows that change, a replace for all rows of its scope each"
            + " time: what they do elsewhere happens again",
        "Make sure that what they do may be done again");
  }

  private void references() {
    List<ForeignKey> reaching =
        table.facts.references().stream().filter(k -> k.onDelete() != OnDelete.REFUSED).toList();
    if (!reaching.isEmpty()) {
      table.add(
          Code.DELETES_REACH_OTHER_TABLES,
          Map.of(Safety.UNSAFE, Examined.REPLACES, Safety.CAVEAT, EnumSet.of(Mode.DELETE)),
          "deleting its rows changes other tables, "
              + reaching.stream()
                  .map(
                      k ->
                          k.otherTable()
                              + " by "
                              + k.name()
                              + " (ON DELETE "
                              + k.onDelete().name().replace('_', ' ')
                              + ")")
                  .collect(Collectors.joining(", "))
              + ": a replace deletes rows and inserts them again, and what referred to them is gone",
          "Upsert instead, or make the foreign keys ON DELETE NO ACTION DEFERRABLE");
    }
    List<ForeignKey> refusing =
        table.facts.references().stream()
            .filter(k -> k.onDelete() == OnDelete.REFUSED && !k.deferrable())
            .toList();
    if (!refusing.isEmpty()) {
      table.caveat(
          Code.REFERENCED,
          EnumSet.of(Mode.REPLACE, Mode.REPLACE_EVERYTHING, Mode.DELETE),
          "other tables refer to its rows, "
              + list(refusing)
              + ": a row that is referred to cannot be deleted, and a replace that would fails as a"
              + " whole",
          "Upsert instead, or make the foreign keys DEFERRABLE where the database can");
    }
  }

  private void parents() {
    List<ForeignKey> all = table.facts.parents();
    if (all.isEmpty()) {
      return;
    }
    table.caveat(
        Code.REFERS_TO,
        Examined.INSERTS,
        "its rows refer to other tables, "
            + list(all)
            + ": a row whose parent is not there is rejected, and fails a replace",
        "Load the parents first");
    List<ForeignKey> cascading =
        all.stream().filter(k -> k.onDelete() == OnDelete.CASCADE).toList();
    if (!cascading.isEmpty()) {
      table.caveat(
          Code.VANISHES_WITH_PARENT,
          EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.INSERT_ONLY, Mode.DELETE),
          "its rows are deleted with their parents, "
              + list(cascading)
              + ": such a delete is not remembered, and a late older row may come back",
          "");
    }
  }

  private static String list(List<ForeignKey> keys) {
    return keys.stream()
        .map(k -> k.otherTable() + " by " + k.name())
        .collect(Collectors.joining(", "));
  }
}
