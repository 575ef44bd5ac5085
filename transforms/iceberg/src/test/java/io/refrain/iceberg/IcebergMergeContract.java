package io.refrain.iceberg;

import io.refrain.core.merge.MergeOrders;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.testing.MergeStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A table in a JDBC catalog over SQLite keeps the contract of merges. */
abstract class IcebergMergeContract extends MergeStoreContract {
  private static final RowLayout LAYOUT = RowLayout.of(MergeOrders.TABLE);

  @TempDir Path directory;
  private Lake lake;
  private final Map<String, IcebergTable> tables = new HashMap<>();

  /** Which version of the format. */
  abstract int version();

  @BeforeEach
  void open() {
    lake = new Lake(directory);
    ((SupportsNamespaces) lake.loaded()).createNamespace(Namespace.of("shop"));
  }

  @AfterEach
  void close() throws IOException {
    lake.close();
  }

  @Override
  protected int merges() {
    return 8;
  }

  @Override
  protected MergeTarget newTable() {
    IcebergTable table = lake.newTable().withSafeAge(java.time.Duration.ofHours(1));
    Schema schema = IcebergTypes.schema(LAYOUT);
    lake.loaded()
        .createTable(
            TableIdentifier.parse(table.spec().table()),
            schema,
            PartitionSpec.builderFor(schema).identity("order_date").build(),
            Map.of("format-version", Integer.toString(version())));
    tables.put(table.name(), table);
    return table;
  }

  @Override
  protected List<Row> readAll(MergeTarget target) {
    IcebergTable table = tables.get(target.name());
    RowConverter converter = new RowConverter(LAYOUT);
    List<Row> rows = new ArrayList<>();
    for (Record record : lake.records(table)) {
      Object[] values = MergeOrders.TABLE.getFieldNames().stream().map(record::getField).toArray();
      values[4] = ((OffsetDateTime) values[4]).toInstant();
      byte[] bytes = converter.toBytes(Row.withSchema(MergeOrders.TABLE).attachValues(values));
      rows.add(converter.toRow(bytes, 0, bytes.length));
    }
    return rows;
  }

  @Override
  protected void append(MergeTarget target, List<Row> rows) throws IOException {
    Table table = lake.table(tables.get(target.name()));
    Map<String, List<Record>> partitions = new TreeMap<>();
    for (Row row : rows) {
      Record record = Lake.record(table, row);
      Instant at = row.getLogicalTypeValue("updated_at", Instant.class);
      record.setField("updated_at", at.atOffset(ZoneOffset.UTC));
      partitions
          .computeIfAbsent(
              String.valueOf((Object) row.getValue("order_date")), p -> new ArrayList<>())
          .add(record);
    }
    AppendFiles append = table.newAppend();
    for (List<Record> partition : partitions.values()) {
      append.appendFile(Lake.write(table, partition));
    }
    append.commit();
  }
}
