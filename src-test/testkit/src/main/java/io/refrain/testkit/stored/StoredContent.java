package io.refrain.testkit.stored;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Reads what the world sees of a store: all rows, or those that the pipeline is responsible for.
 *
 * <p>It is read after each scenario, in the default time zone and locale the check was started in.
 * Rows may come in any order; a row that is there twice must come twice.
 *
 * <pre>{@code
 * StoredContent orders = StoredContent.jdbcTable(dataSource, "orders");
 * StoredContent balances = () -> List.of(StoredRow.of("account", 1, "balance", bank.balanceOf(1)));
 * }</pre>
 */
@FunctionalInterface
public interface StoredContent {
  /** The rows that are there now. */
  List<StoredRow> read() throws Exception;

  /** All rows of a table, named as in {@code orders} or {@code sales.orders}, in any case. */
  static StoredContent jdbcTable(DataSource dataSource, String table) {
    return new JdbcContent(dataSource, new JdbcContent.Table(table));
  }

  /** The rows of a query. Leave out columns in which runs may differ, and say in a comment why. */
  static StoredContent jdbcQuery(DataSource dataSource, String sql) {
    return new JdbcContent(dataSource, new JdbcContent.Query(sql));
  }

  /**
   * The rows of all Parquet files ({@code *.parquet}) below a directory, with the columns that
   * directories of the form {@code name=value} add. Needs parquet-hadoop and hadoop-client-runtime
   * on the class path. Here, as below, files and directories whose names begin with a dot or an
   * underscore are no content, and a directory that does not exist has no rows.
   */
  static StoredContent parquetFiles(Path directory) {
    return new FileContent(directory, List.of(".parquet"), new ParquetFile());
  }

  /**
   * The rows of an Iceberg table's current snapshot, deletes applied, as Iceberg's own reader gives
   * them. A table that does not exist has no rows. Needs iceberg-data, iceberg-parquet,
   * hadoop-client-runtime and whatever the catalog needs on the class path.
   *
   * @param catalog the properties that Iceberg loads the catalog by, which is called {@code
   *     refrain}, as our sinks do unless told otherwise
   * @param table namespaces and name, as in {@code shop.orders}
   */
  static StoredContent iceberg(Map<String, String> catalog, String table) {
    return iceberg("refrain", catalog, table);
  }

  /** As {@link #iceberg(Map, String)}, in a catalog of another name. */
  static StoredContent iceberg(String catalogName, Map<String, String> catalog, String table) {
    return new IcebergContent(catalogName, catalog, table);
  }

  /**
   * The rows of a Delta table's newest version, deletion vectors applied, as Delta Kernel reads
   * them. A table that does not exist has no rows. Needs delta-kernel-defaults and
   * hadoop-client-runtime on the class path.
   */
  static StoredContent delta(Path table) {
    return new DeltaContent(table);
  }

  /**
   * The rows of all CSV files ({@code *.csv}, UTF-8, with a header) below a directory. Needs
   * FastCSV on the class path.
   */
  static StoredContent csvFiles(Path directory) {
    return new FileContent(directory, List.of(".csv"), new CsvFile());
  }

  /**
   * The objects in all files of JSON lines ({@code *.jsonl}, {@code *.ndjson}, {@code *.json})
   * below a directory.
   */
  static StoredContent jsonLines(Path directory) {
    return new FileContent(directory, List.of(".jsonl", ".ndjson", ".json"), new JsonLinesFile());
  }

  /** The lines of all files below a directory whose names end in this. */
  static StoredContent textLines(Path directory, String suffix) {
    return new FileContent(directory, List.of(suffix), new TextFile());
  }
}
