package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.parquet.dataset.ParquetDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Parquet dataset in a local directory, read by DuckDB: through its manifest or by listing. */
public final class ParquetSubject implements ReplaceSubject {
  private static final String COLUMNS =
      "concat_ws('|', order_id::VARCHAR, order_date::VARCHAR, coalesce(product, 'null'),"
          + " coalesce(quantity::VARCHAR, 'null'), epoch_us(updated_at)::VARCHAR)";

  private static final int MOST_TRIES = 1000;

  private final boolean byListing;
  private final Path directory;
  private final Connection duckDb;
  private int datasets;

  private ParquetSubject(boolean byListing) throws IOException, SQLException {
    this.byListing = byListing;
    this.directory = Files.createTempDirectory("conformance");
    this.duckDb = DriverManager.getConnection("jdbc:duckdb:");
  }

  /** As readers see it that ask the manifest for its files. */
  public static ParquetSubject throughItsManifest() throws IOException, SQLException {
    return new ParquetSubject(false);
  }

  /** As readers see it that list its directories. */
  public static ParquetSubject byPlainListing() throws IOException, SQLException {
    return new ParquetSubject(true);
  }

  @Override
  public String title() {
    return byListing ? "Parquet, plain listing" : "Parquet, manifest";
  }

  @Override
  public synchronized ReplaceTarget fresh(String... partitionColumns) {
    return ParquetDataset.at(directory.resolve("dataset-" + datasets++).toString())
        .partitionedBy(partitionColumns);
  }

  /** A file that is retired before it is opened is an error, and the reader asks again. */
  @Override
  public synchronized List<String> read(ReplaceTarget target) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        return readOnce(target);
      } catch (SQLException e) {
        if (tries == MOST_TRIES || !e.getMessage().contains("IO Error")) {
          throw e;
        }
      }
    }
  }

  private List<String> readOnce(ReplaceTarget target) throws IOException, SQLException {
    List<String> files = byListing ? listed(target) : manifested((ParquetDataset) target);
    if (files.isEmpty()) {
      return List.of();
    }
    String list =
        files.stream()
            .map(file -> "'" + file.replace("'", "''") + "'")
            .collect(Collectors.joining(","));
    List<String> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM read_parquet(["
                    + list
                    + "], hive_partitioning = true, hive_types_autocast = false)")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    rows.sort(null);
    return rows;
  }

  private static List<String> manifested(ParquetDataset dataset) throws IOException {
    try {
      return dataset.files();
    } catch (RefrainException e) {
      return List.of(); // Nothing was committed yet.
    }
  }

  private static List<String> listed(ReplaceTarget target) throws IOException {
    return tree(Path.of(target.name()))
        .filter(file -> file.toString().endsWith(".parquet"))
        .map(Path::toString)
        .toList();
  }

  private static Stream<Path> tree(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return Stream.of();
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.toList().stream();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void plantForeign(ReplaceTarget target, Partition partition) throws IOException {
    Path place = Path.of(target.name()).resolve(partition.path());
    Files.createDirectories(place);
    Files.writeString(place.resolve("theirs.txt"), "somebody else's");
  }

  @Override
  public OptionalInt leftAfterSweeping(ReplaceTarget target) throws IOException {
    ((ParquetDataset) target).withSafeAge(Duration.ZERO).repair();
    return OptionalInt.of(
        (int)
            tree(Path.of(target.name()))
                .filter(file -> file.toString().endsWith(".staged"))
                .count());
  }

  @Override
  public String momentOfChange() {
    return byListing
        ? "per partition, a short moment of change; whole processes are killed in it by a test of"
            + " their own, and the next run completes it"
        : "";
  }

  @Override
  public void close() throws IOException {
    try {
      duckDb.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
    for (Path file : tree(directory).sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(file);
    }
  }
}
