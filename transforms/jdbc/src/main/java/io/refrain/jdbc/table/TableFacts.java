package io.refrain.jdbc.table;

import io.refrain.jdbc.table.StoredTable.Column;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What else a database says of a table: what surrounds it, and what it does by itself.
 *
 * @param table its columns and plain unique indexes
 * @param plain whether it is a table that holds its rows itself: no view, no foreign table
 * @param numbered the columns that get their value from an identity or a sequence when none is
 *     given, and how
 * @param alwaysNumbered those of them that refuse a value given
 * @param unfitIndexes the unique indexes over expressions or a part of the rows
 * @param deferrableIndexes the names of unique indexes that are checked late
 * @param triggers the enabled triggers
 * @param references the foreign keys of other tables that point here
 * @param parents the foreign keys of this table
 * @param inexactCollations the columns in which different texts may be equal, and why
 * @param missingPrivileges what the user may not do
 * @param rowPolicies what keeps rows from the user
 * @param unread what could not be asked of this database
 */
public record TableFacts(
    StoredTable table,
    boolean plain,
    Map<String, String> numbered,
    Set<String> alwaysNumbered,
    List<String> unfitIndexes,
    Set<String> deferrableIndexes,
    List<Trigger> triggers,
    List<ForeignKey> references,
    List<ForeignKey> parents,
    Map<String, String> inexactCollations,
    Set<String> missingPrivileges,
    List<String> rowPolicies,
    List<String> unread) {

  /** A trigger, and what fires it, in words of SQL. */
  public record Trigger(String name, String events) {
    public boolean firesOn(String event) {
      return events.toUpperCase(java.util.Locale.ROOT).contains(event);
    }
  }

  /** What happens to the rows that point at a row which is deleted. */
  public enum OnDelete {
    REFUSED,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  /**
   * A foreign key.
   *
   * @param name its name
   * @param otherTable the other end, with its schema
   * @param onDelete what the delete of the row it points at does
   * @param deferrable whether it may be checked at the end of the transaction
   */
  public record ForeignKey(String name, String otherTable, OnDelete onDelete, boolean deferrable) {}

  /** No more than what the table itself says. */
  public static TableFacts of(StoredTable table) {
    return new TableFacts(
        table, true, Map.of(), Set.of(), List.of(), Set.of(), List.of(), List.of(), List.of(),
        Map.of(), Set.of(), List.of(), List.of());
  }

  public TableFacts withInexactCollations(Map<String, String> collations) {
    return new TableFacts(
        table,
        plain,
        numbered,
        alwaysNumbered,
        unfitIndexes,
        deferrableIndexes,
        triggers,
        references,
        parents,
        collations,
        missingPrivileges,
        rowPolicies,
        unread);
  }

  /** A column by its name: exactly if there is one, otherwise in any case if only one fits. */
  public Optional<Column> column(String name) {
    return TableReader.match(new TableName.Part(name, false), table.columnNames())
        .flatMap(n -> table.columns().stream().filter(c -> c.name().equals(n)).findFirst());
  }
}
