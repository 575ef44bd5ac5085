package io.refrain.iceberg;

import io.refrain.core.Partition;
import io.refrain.core.merge.MergeOrders;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.testing.Orders;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;

/** A catalog in a directory, and another engine that reads and writes its tables: Iceberg's own. */
final class Lake implements Closeable {
  private final IcebergCatalog catalog;
  private final org.apache.iceberg.catalog.Catalog loaded;
  private int tables;

  Lake(Path directory) {
    this(
        IcebergCatalog.of(
            Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + directory.resolve("catalog.db"),
                "warehouse",
                directory.resolve("warehouse").toString())));
  }

  Lake(IcebergCatalog catalog) {
    this.catalog = catalog;
    this.loaded = catalog.load();
  }

  IcebergCatalog catalog() {
    return catalog;
  }

  org.apache.iceberg.catalog.Catalog loaded() {
    return loaded;
  }

  /** A table that is not there yet. */
  IcebergTable newTable() {
    return IcebergTable.in(catalog).table("shop.orders" + tables++);
  }

  /** A table of {@link Orders} by day, made when it is first written to. */
  IcebergTable newOrders() {
    return newTable().partitionedBy(Orders.DATE).createIfMissing();
  }

  /** An empty table of some columns, made by somebody else. */
  IcebergTable newTable(RowLayout layout, int version, String... terms) {
    IcebergTable target = newTable();
    org.apache.iceberg.Schema schema = IcebergTypes.schema(layout);
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    for (String term : terms) {
      PartitionTerm.parse(term).addTo(spec);
    }
    TableIdentifier name = TableIdentifier.parse(target.spec().table());
    if (loaded instanceof SupportsNamespaces n && !n.namespaceExists(name.namespace())) {
      n.createNamespace(name.namespace());
    }
    loaded.createTable(
        name, schema, spec.build(), Map.of("format-version", Integer.toString(version)));
    return target;
  }

  Table table(IcebergTable target) {
    return loaded.loadTable(TableIdentifier.parse(target.spec().table()));
  }

  boolean exists(IcebergTable target) {
    return loaded.tableExists(TableIdentifier.parse(target.spec().table()));
  }

  /** All rows, as Iceberg's own reader sees them, in the columns of {@link Orders}. */
  List<Row> orders(IcebergTable target) {
    List<Row> rows = new ArrayList<>();
    if (!exists(target)) {
      return rows;
    }
    RowConverter converter = new RowConverter(Orders.LAYOUT);
    for (Record record : records(target)) {
      Row row =
          Row.withSchema(Orders.SCHEMA)
              .attachValues(Orders.SCHEMA.getFieldNames().stream().map(record::getField).toArray());
      byte[] bytes = converter.toBytes(row);
      rows.add(converter.toRow(bytes, 0, bytes.length));
    }
    return rows;
  }

  List<Record> records(IcebergTable target) {
    Table table = table(target);
    IcebergGenerics.ScanBuilder scan = IcebergGenerics.read(table);
    String branch = target.spec().layout().branch();
    if (!branch.equals("main") && table.refs().containsKey(branch)) {
      scan = scan.useSnapshot(table.refs().get(branch).snapshotId());
    }
    List<Record> records = new ArrayList<>();
    try (CloseableIterable<Record> found = scan.build()) {
      found.forEach(record -> records.add(record.copy()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  /** All rows in the columns of {@link MergeOrders}. */
  List<Row> mergeOrders(IcebergTable target) {
    return mergeOrders(target, MergeOrders.TABLE);
  }

  /** The same, with columns that were added. */
  List<Row> mergeOrders(IcebergTable target, Schema columns) {
    RowConverter converter = new RowConverter(RowLayout.of(columns));
    List<Row> rows = new ArrayList<>();
    for (Record record : records(target)) {
      Object[] values = columns.getFieldNames().stream().map(record::getField).toArray();
      values[4] = ((OffsetDateTime) values[4]).toInstant();
      byte[] bytes = converter.toBytes(Row.withSchema(columns).attachValues(values));
      rows.add(converter.toRow(bytes, 0, bytes.length));
    }
    return rows;
  }

  /** Somebody else appends rows of {@link MergeOrders}, a file for each day. */
  void appendMergeOrders(IcebergTable target, List<Row> rows) throws IOException {
    Table table = table(target);
    Map<String, List<Record>> partitions = new TreeMap<>();
    for (Row row : rows) {
      Record record = record(table, row);
      Instant at = row.getLogicalTypeValue("updated_at", Instant.class);
      record.setField("updated_at", at.atOffset(ZoneOffset.UTC));
      String day = String.valueOf(row.<Object>getValue("order_date"));
      partitions.computeIfAbsent(day, p -> new ArrayList<>()).add(record);
    }
    AppendFiles append = table.newAppend();
    for (List<Record> partition : partitions.values()) {
      append.appendFile(write(table, partition));
    }
    append.commit();
  }

  /** Somebody else appends orders of a day, with numbers from a first one on. */
  void append(IcebergTable target, LocalDate day, long firstId, int count) throws IOException {
    Table table = table(target);
    List<Record> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(record(table, Orders.order(firstId + i, day, "foreign", "1.00")));
    }
    AppendFiles append = table.newAppend();
    append.appendFile(write(table, rows)).commit();
  }

  void append(IcebergTable target, Partition partition) throws IOException {
    append(target, LocalDate.parse(partition.value(Orders.DATE)), 900, 2);
  }

  static Record record(Table table, Row row) {
    Record record = GenericRecord.create(table.schema());
    for (String name : row.getSchema().getFieldNames()) {
      record.setField(name, row.getValue(name));
    }
    return record;
  }

  /** A data file of another engine; all rows are of one partition. */
  static DataFile write(Table table, List<Record> rows) throws IOException {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(rows.get(0)));
    String name = "00000-0-" + java.util.UUID.randomUUID() + "-00001.parquet";
    EncryptedOutputFile out =
        EncryptedFiles.plainAsEncryptedOutput(
            table
                .io()
                .newOutputFile(table.locationProvider().newDataLocation(table.spec(), key, name)));
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .dataSchema(table.schema())
            .build()
            .newDataWriter(out, table.spec(), key);
    try (writer) {
      rows.forEach(writer::write);
    }
    return writer.toDataFile();
  }

  /** Somebody else writes the files of a day anew, as one. */
  void compact(IcebergTable target, LocalDate day) throws IOException {
    Table table = table(target);
    List<Record> rows = new ArrayList<>();
    for (Record record : records(target)) {
      if (day.equals(record.getField(Orders.DATE))) {
        rows.add(record);
      }
    }
    RewriteFiles rewrite = table.newRewrite();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().filter(Expressions.equal(Orders.DATE, day.toString())).planFiles()) {
      for (FileScanTask task : tasks) {
        rewrite.deleteFile(task.file());
        task.deletes().forEach(rewrite::deleteFile);
      }
    }
    rewrite.addFile(write(table, rows));
    rewrite.commit();
  }

  /** Removes all snapshots but the newest. */
  void expire(IcebergTable target) {
    table(target).expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
  }

  /** The live data files of a table's main branch. */
  List<FileScanTask> files(IcebergTable target) throws IOException {
    List<FileScanTask> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table(target).newScan().includeColumnStats().planFiles()) {
      tasks.forEach(files::add);
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    if (loaded instanceof Closeable it) {
      it.close();
    }
  }
}
