package io.refrain.delta;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.apache.hadoop.conf.Configuration;

/** Reads tables by Kernel's own reader, with Kernel's own access to files. */
final class KernelReader {
  private static final Configuration CONFIGURATION = new Configuration();

  private KernelReader() {}

  /** All rows of the newest version, with the columns of a schema, by name; none if no table. */
  static List<Row> read(Path table, Schema schema) {
    Engine engine = DefaultEngine.create(CONFIGURATION);
    try {
      return read(TableManager.loadSnapshot(table.toString()).build(engine), engine, schema);
    } catch (TableNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Row> read(Path table, long version, Schema schema) throws IOException {
    Engine engine = DefaultEngine.create(CONFIGURATION);
    return read(
        TableManager.loadSnapshot(table.toString()).atVersion(version).build(engine),
        engine,
        schema);
  }

  private static List<Row> read(Snapshot snapshot, Engine engine, Schema schema)
      throws IOException {
    List<Row> out = new ArrayList<>();
    Scan scan = snapshot.getScanBuilder().build();
    io.delta.kernel.data.Row state = scan.getScanState(engine);
    StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<io.delta.kernel.data.Row> rows = files.next().getRows()) {
          while (rows.hasNext()) {
            readFile(out, engine, state, physical, rows.next(), schema);
          }
        }
      }
    }
    return out;
  }

  private static void readFile(
      List<Row> out,
      Engine engine,
      io.delta.kernel.data.Row state,
      StructType physical,
      io.delta.kernel.data.Row file,
      Schema schema)
      throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    CloseableIterator<FileReadResult> read =
        engine
            .getParquetHandler()
            .readParquetFiles(
                io.delta.kernel.internal.util.Utils.singletonCloseableIterator(status),
                physical,
                Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, read.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        addRows(out, batches.next(), schema);
      }
    }
  }

  private static void addRows(List<Row> out, FilteredColumnarBatch filtered, Schema schema) {
    ColumnarBatch batch = filtered.getData();
    for (int i = 0; i < batch.getSize(); i++) {
      int row = i;
      boolean selected =
          filtered
              .getSelectionVector()
              .map(v -> !v.isNullAt(row) && v.getBoolean(row))
              .orElse(true);
      if (selected) {
        List<Object> values = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
          int ordinal = batch.getSchema().indexOf(field.getName());
          values.add(value(batch.getColumnVector(ordinal), i));
        }
        out.add(Row.withSchema(schema).attachValues(values.toArray()));
      }
    }
  }

  static Object value(ColumnVector column, int row) {
    if (column.isNullAt(row)) {
      return null;
    }
    String type = column.getDataType().toString();
    if (type.startsWith("Decimal")) {
      BigDecimal value = column.getDecimal(row);
      return value;
    }
    return switch (type) {
      case "boolean" -> column.getBoolean(row);
      case "byte" -> column.getByte(row);
      case "short" -> column.getShort(row);
      case "integer" -> column.getInt(row);
      case "long" -> column.getLong(row);
      case "float" -> column.getFloat(row);
      case "double" -> column.getDouble(row);
      case "string" -> column.getString(row);
      case "binary" -> column.getBinary(row);
      case "date" -> LocalDate.ofEpochDay(column.getInt(row));
      case "timestamp" -> instant(column.getLong(row));
      case "timestamp_ntz" -> LocalDateTime.ofInstant(instant(column.getLong(row)), ZoneOffset.UTC);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }
}
