package io.refrain.interop;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.iceberg.Evolution;
import io.refrain.iceberg.IcebergTable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** One table, by the names that each side has for it. */
final class LakeTable {
  private final Lakehouse house;
  private final Lake lake;
  private final String name;

  LakeTable(Lakehouse house, Lake lake, String name) {
    this.house = house;
    this.lake = lake;
    this.name = name;
  }

  Lake lake() {
    return lake;
  }

  String icebergName() {
    return "shop." + name;
  }

  Path deltaPath() {
    return house.directory().resolve("delta").resolve(name);
  }

  /** Its name in SQL. */
  String sql() {
    return lake.isDelta() ? "delta.`" + deltaPath() + "`" : "refrain." + icebergName();
  }

  /** Runs a statement of Spark in which {@code %s} is the table. */
  Answer spark(String statement) {
    return house.spark().sql(statement.replace("%s", sql()));
  }

  /** All rows, as Spark reads them. */
  List<String> content() {
    return spark("SELECT * FROM %s").sorted();
  }

  /** Spark makes it. */
  LakeTable createBySpark(String columns, String partitionedBy) {
    String properties =
        lake.properties().entrySet().stream()
            .map(it -> "'" + it.getKey() + "'='" + it.getValue() + "'")
            .collect(Collectors.joining(","));
    spark(
        "CREATE TABLE %s ("
            + columns
            + ") USING "
            + lake.format()
            + (partitionedBy.isEmpty() ? "" : " PARTITIONED BY (" + partitionedBy + ")")
            + (properties.isEmpty() ? "" : " TBLPROPERTIES (" + properties + ")"));
    return this;
  }

  /** As a target of replaces; it is made if it is missing, with these partitions. */
  ReplaceTarget replaced(String... partitionColumns) {
    return lake.isDelta()
        ? delta().partitionedBy(partitionColumns).createIfMissing()
        : iceberg().partitionedBy(partitionColumns).createIfMissing(lake.properties());
  }

  /** As {@link #replaced}, in small files. */
  ReplaceTarget replacedInSmallFiles(String... partitionColumns) {
    return lake.isDelta()
        ? delta().partitionedBy(partitionColumns).createIfMissing().withTargetFileBytes(1)
        : iceberg()
            .partitionedBy(partitionColumns)
            .createIfMissing(lake.properties())
            .withTargetFileBytes(1);
  }

  /** As {@link #replaced}; columns that are new are added. */
  ReplaceTarget evolved(String... partitionColumns) {
    return lake.isDelta()
        ? delta().partitionedBy(partitionColumns).addNewColumns()
        : iceberg().partitionedBy(partitionColumns).evolve(Evolution.ADD);
  }

  MergeTarget merged() {
    return lake.isDelta() ? delta() : iceberg();
  }

  private DeltaTable delta() {
    return DeltaTable.at(deltaPath().toString()).upgradeProtocol();
  }

  private IcebergTable iceberg() {
    return IcebergTable.in(house.catalog()).table(icebergName());
  }

  /** How many data files it has. */
  long files() {
    return lake.isDelta()
        ? Long.parseLong(column(spark("DESCRIBE DETAIL %s"), "numFiles"))
        : house.spark().sql("SELECT count(*) FROM " + sql() + ".data_files").number();
  }

  /** How many files have rows that are marked as deleted. */
  long filesWithDeletes() {
    return lake.isDelta()
        ? DeltaLog.filesWithVectors(deltaPath())
        : house.spark().sql("SELECT count(*) FROM " + sql() + ".delete_files").number();
  }

  /** Spark writes small files anew as large ones. */
  void compact() {
    if (lake.isDelta()) {
      spark("OPTIMIZE %s");
    } else {
      house
          .spark()
          .sql(
              "CALL refrain.system.rewrite_data_files(table => '"
                  + icebergName()
                  + "', options => map('rewrite-all','true'))");
    }
  }

  private static String column(Answer answer, String name) {
    return answer.rows().get(0).get(answer.columns().indexOf(name));
  }
}
