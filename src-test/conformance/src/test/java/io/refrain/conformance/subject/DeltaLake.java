package io.refrain.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterable;
import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.values.Row;
import org.apache.hadoop.conf.Configuration;

/** Delta tables in a local directory. */
public final class DeltaLake implements Lake {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final StructType FLAGGED =
      new StructType()
          .add("order_id", LongType.LONG, false)
          .add("order_date", DateType.DATE, false)
          .add("product", StringType.STRING)
          .add("quantity", IntegerType.INTEGER)
          .add("updated_at", TimestampType.TIMESTAMP)
          .add(GONE, BooleanType.BOOLEAN);

  private final Path directory;
  private final AtomicInteger number = new AtomicInteger();

  public DeltaLake() throws IOException {
    directory = Files.createTempDirectory("conformance");
  }

  @Override
  public String title() {
    return "Delta";
  }

  private DeltaTable named(String... partitionColumns) {
    Path root = directory.resolve("orders" + number.incrementAndGet());
    return DeltaTable.at(root.toString()).partitionedBy(partitionColumns);
  }

  @Override
  public ReplaceTarget newTable(String... partitionColumns) {
    return named(partitionColumns).createIfMissing();
  }

  @Override
  public MergeTarget newFlaggedTable(String... partitionColumns) {
    DeltaTable target = named(partitionColumns);
    Engine engine = DefaultEngine.create(new Configuration());
    TableManager.buildCreateTableTransaction(target.name(), FLAGGED, "conformance")
        .withTableProperties(Map.of("delta.feature.domainMetadata", "supported"))
        .withDataLayoutSpec(
            DataLayoutSpec.partitioned(Arrays.stream(partitionColumns).map(Column::new).toList()))
        .build(engine)
        .commit(engine, CloseableIterable.emptyIterable());
    return target;
  }

  @Override
  public StoredContent content(String table) {
    return StoredContent.delta(Path.of(table));
  }

  @Override
  public Path directory(String table) {
    return Path.of(table);
  }

  private static Path entry(String table, long version) {
    return Path.of(table, "_delta_log", String.format(Locale.ROOT, "%020d.json", version));
  }

  /** The next entry of the log, written by hand. */
  @Override
  public void append(String table, String partition, Path file, List<Row> rows) throws Exception {
    ForeignFile.write(file, rows, Map.of());
    int equals = partition.indexOf('=');
    ObjectNode add = MAPPER.createObjectNode();
    add.put("path", Path.of(table).relativize(file).toString());
    add.putObject("partitionValues")
        .put(partition.substring(0, equals), partition.substring(equals + 1));
    add.put("size", Files.size(file)).put("modificationTime", 1).put("dataChange", true);
    long version = 0;
    while (Files.exists(entry(table, version))) {
      version++;
    }
    Files.write(
        entry(table, version),
        List.of(
            "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"WRITE\"}}",
            MAPPER.createObjectNode().set("add", add).toString()));
  }

  @Override
  public int leftAfterSweeping(String table) throws IOException {
    DeltaTable.at(table).withSafeAge(Duration.ZERO).repair();
    Set<String> mentioned = new HashSet<>();
    for (long version = 0; Files.exists(entry(table, version)); version++) {
      for (String line : Files.readAllLines(entry(table, version))) {
        JsonNode path = MAPPER.readTree(line).path("add").path("path");
        if (path.isTextual()) {
          mentioned.add(Path.of(table).resolve(URI.create(path.asText()).getPath()).toString());
        }
      }
    }
    return Trees.countWithout(Path.of(table), ".parquet", mentioned::contains);
  }

  @Override
  public void close() throws IOException {
    Trees.delete(directory);
  }
}
