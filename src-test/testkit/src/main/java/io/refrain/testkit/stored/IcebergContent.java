package io.refrain.testkit.stored;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** The rows of an Iceberg table's current snapshot, as Iceberg's own reader gives them. */
record IcebergContent(String catalogName, Map<String, String> properties, String table)
    implements StoredContent {

  IcebergContent {
    properties = Map.copyOf(properties);
  }

  @Override
  public List<StoredRow> read() throws IOException {
    Map<String, String> all = new LinkedHashMap<>(properties);
    // Or a reader that comes first would make a JDBC catalog of the older form.
    if ("jdbc".equals(all.get(CatalogUtil.ICEBERG_CATALOG_TYPE))) {
      all.putIfAbsent("jdbc.schema-version", "V1");
    }
    Catalog catalog = CatalogUtil.buildIcebergCatalog(catalogName, all, Hadoop.settings());
    try {
      return rows(catalog);
    } catch (NoSuchTableException e) {
      return List.of();
    } finally {
      if (catalog instanceof Closeable open) {
        open.close();
      }
    }
  }

  private List<StoredRow> rows(Catalog catalog) throws IOException {
    List<StoredRow> rows = new ArrayList<>();
    Table loaded = catalog.loadTable(TableIdentifier.parse(table));
    // Where deletes apply, records come with a position besides.
    Types.StructType columns = loaded.schema().asStruct();
    try (CloseableIterable<Record> records = IcebergGenerics.read(loaded).build()) {
      for (Record stored : records) {
        rows.add(StoredRow.of(valuesOf(stored, columns)));
      }
    }
    return rows;
  }

  private static Map<String, Object> valuesOf(Record stored, Types.StructType struct) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Types.NestedField field : struct.fields()) {
      values.put(field.name(), valueOf(stored.getField(field.name())));
    }
    return values;
  }

  /** Values whose texts depend on nothing; the reader may use its objects again. */
  private static Object valueOf(Object value) {
    if (value instanceof Record nested) {
      return valuesOf(nested, nested.struct());
    }
    if (value instanceof OffsetDateTime moment) {
      return moment.toInstant();
    }
    if (value instanceof ByteBuffer buffer) {
      return CellText.of(buffer);
    }
    if (value instanceof List<?> items) {
      List<Object> out = new ArrayList<>();
      items.forEach(item -> out.add(valueOf(item)));
      return out;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> out = new LinkedHashMap<>();
      map.forEach((key, item) -> out.put(valueOf(key), valueOf(item)));
      return out;
    }
    return value;
  }
}
