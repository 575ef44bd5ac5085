package io.refrain.iceberg;

import io.refrain.parquet.file.Compression;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a run wants of a table.
 *
 * @param catalog where it is
 * @param table its name, parts separated by dots
 * @param layout how it is partitioned, and what may be done to it
 * @param files how data files are written
 */
record TableSpec(IcebergCatalog catalog, String table, LayoutOptions layout, FileOptions files)
    implements Serializable {

  /**
   * @param partitionedBy columns and transforms, in order
   * @param createWith the properties to create the table with; null if it is not to be created
   * @param evolution what may be done to the columns
   * @param branch what is written to
   */
  record LayoutOptions(
      List<PartitionTerm> partitionedBy,
      Map<String, String> createWith,
      Evolution evolution,
      String branch)
      implements Serializable {
    LayoutOptions {
      partitionedBy = List.copyOf(partitionedBy);
      createWith = createWith == null ? null : new LinkedHashMap<>(createWith);
    }

    Optional<Map<String, String>> create() {
      return Optional.ofNullable(createWith);
    }
  }

  /**
   * @param compression null for the table's own
   * @param targetBytes how long a file grows, about; 0 for the table's own
   * @param safeAge how old must be what is removed
   */
  record FileOptions(Compression compression, long targetBytes, Duration safeAge)
      implements Serializable {}

  TableIdentifier identifier() {
    return TableIdentifier.parse(table);
  }

  /** The columns whose values make the partitions that can be replaced one by one. */
  List<String> partitionColumns() {
    return layout.partitionedBy().stream()
        .filter(PartitionTerm::isIdentity)
        .map(PartitionTerm::column)
        .toList();
  }

  /** What messages call it. */
  String name() {
    String branch = layout.branch().equals("main") ? "" : " (branch " + layout.branch() + ")";
    return table + branch + " in " + catalog.name();
  }

  TableSpec with(LayoutOptions other) {
    return new TableSpec(catalog, table, other, files);
  }

  TableSpec with(FileOptions other) {
    return new TableSpec(catalog, table, layout, other);
  }
}
