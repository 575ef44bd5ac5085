package io.refrain.conformance.subject;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.iceberg.IcebergCatalog;
import io.refrain.iceberg.IcebergTable;
import io.refrain.testkit.stored.StoredContent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.values.Row;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** Iceberg tables in a JDBC catalog on SQLite. */
public final class IcebergLake implements Lake {
  private static final Schema FLAGGED =
      new Schema(
          Types.NestedField.required(1, "order_id", Types.LongType.get()),
          Types.NestedField.required(2, "order_date", Types.DateType.get()),
          Types.NestedField.optional(3, "product", Types.StringType.get()),
          Types.NestedField.optional(4, "quantity", Types.IntegerType.get()),
          Types.NestedField.optional(5, "updated_at", Types.TimestampType.withZone()),
          Types.NestedField.optional(6, GONE, Types.BooleanType.get()));

  private final Path directory;
  private final Map<String, String> properties;
  private final Catalog catalog;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, Named> tables = new ConcurrentHashMap<>();

  private record Named(String table, IcebergTable target) {}

  public IcebergLake() throws IOException {
    directory = Files.createTempDirectory("conformance");
    properties =
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + directory.resolve("catalog.db"),
            "warehouse",
            directory.resolve("warehouse").toString(),
            "jdbc.schema-version",
            "V1");
    catalog = CatalogUtil.buildIcebergCatalog("refrain", properties, new Configuration());
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of("shop"));
  }

  @Override
  public String title() {
    return "Iceberg";
  }

  private IcebergTable named(String... partitionColumns) {
    String table = "shop.orders" + number.incrementAndGet();
    IcebergTable target =
        IcebergTable.in(IcebergCatalog.of(properties)).table(table).partitionedBy(partitionColumns);
    tables.put(target.name(), new Named(table, target));
    return target;
  }

  @Override
  public ReplaceTarget newTable(String... partitionColumns) {
    return named(partitionColumns).createIfMissing();
  }

  @Override
  public MergeTarget newFlaggedTable(String... partitionColumns) {
    IcebergTable target = named(partitionColumns);
    PartitionSpec.Builder spec = PartitionSpec.builderFor(FLAGGED);
    for (String column : partitionColumns) {
      spec.identity(column);
    }
    catalog.createTable(
        TableIdentifier.parse(tables.get(target.name()).table()), FLAGGED, spec.build());
    return target;
  }

  private Table load(String table) {
    return catalog.loadTable(TableIdentifier.parse(tables.get(table).table()));
  }

  @Override
  public StoredContent content(String table) {
    return StoredContent.iceberg(properties, tables.get(table).table());
  }

  @Override
  public Path directory(String table) {
    return Path.of(load(table).location().replaceFirst("^file:/*", "/"));
  }

  @Override
  public void append(String name, String partition, Path file, List<Row> rows) throws Exception {
    Table table = load(name);
    Map<String, Integer> ids = new TreeMap<>();
    for (String column : Shop.SCHEMA.getFieldNames()) {
      ids.put(column, table.schema().findField(column).fieldId());
    }
    ForeignFile.write(file, rows, ids);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(file.toString())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(Files.size(file))
                .withPartitionPath(partition)
                .withRecordCount(rows.size())
                .build())
        .commit();
  }

  @Override
  public int leftAfterSweeping(String name) throws IOException {
    tables.get(name).target().withSafeAge(Duration.ZERO).repair();
    Table table = load(name);
    Set<String> mentioned = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      try (CloseableIterable<FileScanTask> tasks =
          table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
        tasks.forEach(task -> mentioned.add(Path.of(task.file().location()).toString()));
      }
    }
    return Trees.countWithout(directory(name), ".parquet", mentioned::contains);
  }

  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable open) {
      open.close();
    }
    Trees.delete(directory);
  }
}
