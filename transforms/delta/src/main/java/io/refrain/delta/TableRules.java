package io.refrain.delta;

import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.util.Optional;

/**
 * What a table must not have, because what is written by Refrain would break a promise that the
 * table makes to its other users.
 */
final class TableRules {
  private static final String CONSTRAINT = "delta.constraints.";

  private final DeltaTable target;
  private final TableState table;

  private TableRules(DeltaTable target, TableState table) {
    this.target = target;
    this.table = table;
  }

  /**
   * @param unwritable why Kernel does not write to it
   * @throws RefrainException (refused) with the reason
   */
  static void check(DeltaTable target, TableState table, Optional<String> unwritable) {
    TableRules rules = new TableRules(target, table);
    rules.checkProperties();
    rules.checkColumns(table.schema());
    if (unwritable.isPresent()) {
      throw rules.refused(
          "Delta Kernel does not write to it: " + unwritable.get(),
          "Write it with another engine, or drop the feature");
    }
    if (!table.features().contains(KernelLog.DOMAINS) && !target.upgradesProtocol()) {
      throw rules.refused(
          "it has not the table feature '"
              + KernelLog.DOMAINS
              + "', which the ledger of runs needs",
          "Allow it with upgradeProtocol(): from then on only writers that know the feature (Spark"
              + " with Delta 3.0, and later) can write the table. Or write to another table");
    }
  }

  /**
   * @throws RefrainException (refused) if the caller takes the table for partitioned otherwise
   */
  static void checkPartitions(DeltaTable target, TableState table) {
    if (!table.partitionColumns().equals(target.partitionColumns())) {
      throw new TableRules(target, table)
          .refused(
              "it is partitioned by "
                  + table.partitionColumns()
                  + ", and this run would partition it by "
                  + target.partitionColumns(),
              "Use the table's own partition columns, or write to another table");
    }
  }

  private void checkProperties() {
    String mapping = table.properties().getOrDefault("delta.columnMapping.mode", "none");
    if (!mapping.equalsIgnoreCase("none")) {
      throw refused(
          "its columns are mapped (delta.columnMapping.mode = "
              + mapping
              + "), and Delta Kernel does not write such tables yet",
          "Write to a table without column mapping");
    }
    if (table.isOn("delta.enableChangeDataFeed")) {
      throw refused(
          "its change data feed is on, and a replace would have to write the feed's files too",
          "Set delta.enableChangeDataFeed to false, or write to another table");
    }
    if (table.isOn("delta.appendOnly")) {
      throw refused(
          "it is for appending only (delta.appendOnly), and a replace removes rows",
          "Set delta.appendOnly to false, or write to another table");
    }
    table.properties().keySet().stream()
        .filter(property -> property.startsWith(CONSTRAINT))
        .sorted()
        .findFirst()
        .ifPresent(
            property -> {
              throw refused(
                  "it has the constraint '"
                      + property.substring(CONSTRAINT.length())
                      + "' ("
                      + table.properties().get(property)
                      + "), which is not checked here",
                  "Drop the constraint, or write to another table");
            });
    if (table.features().contains("materializePartitionColumns")) {
      throw refused(
          "its files must hold the partition columns (materializePartitionColumns)",
          "Drop the feature, or write to another table");
    }
  }

  private void checkColumns(StructType schema) {
    for (StructField field : schema.fields()) {
      for (String key : field.getMetadata().getEntries().keySet()) {
        String what =
            switch (key) {
              case "delta.generationExpression" -> "is generated";
              case "delta.identity.start", "delta.identity.step" -> "is an identity column";
              case "delta.invariants" -> "has an invariant";
              default -> null;
            };
        if (what != null) {
          throw refused(
              "its column '"
                  + field.getName()
                  + "' "
                  + what
                  + " ("
                  + field.getMetadata().getEntries().get(key)
                  + "), which is not worked out here",
              "Write to a table without it");
        }
      }
      if (field.getDataType() instanceof StructType nested) {
        checkColumns(nested);
      }
    }
  }

  private RefrainException refused(String why, String advice) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot write to the Delta table "
            + target.name()
            + ": "
            + why
            + ". Nothing was changed. "
            + advice
            + ".");
  }
}
