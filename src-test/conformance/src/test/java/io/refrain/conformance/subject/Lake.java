package io.refrain.conformance.subject;

import io.refrain.core.store.MergeTarget;
import io.refrain.core.store.ReplaceTarget;
import io.refrain.testkit.stored.StoredContent;
import io.refrain.testkit.stored.StoredRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.Row;

/** Tables of one format on the local disk, read by the format's own library. */
public interface Lake extends AutoCloseable {
  /** The column that flags deleted orders, in tables that are merged into. */
  String GONE = "gone";

  /** What the format is called. */
  String title();

  /** A table of {@link Shop} rows that its first commit makes. */
  ReplaceTarget newTable(String... partitionColumns);

  /** An empty table of {@link Shop} rows that can be flagged. */
  MergeTarget newFlaggedTable(String... partitionColumns) throws Exception;

  /** What readers see. */
  StoredContent content(String table);

  /** Somebody else adds a file of rows to a partition, given as {@code column=value}. */
  void append(String table, String partition, Path file, List<Row> rows) throws Exception;

  /** The directory of a table. */
  Path directory(String table) throws Exception;

  /** Sweeps whatever its age, and counts the data files that no version of the table mentions. */
  int leftAfterSweeping(String table) throws Exception;

  /** Every row that is not flagged as {@link Shop#text}, sorted. */
  default List<String> rows(String table) throws Exception {
    List<String> rows = new ArrayList<>();
    for (StoredRow row : content(table).read()) {
      if (!"true".equals(row.value(GONE))) {
        rows.add(
            Shop.text(
                Long.parseLong(row.value("order_id")),
                LocalDate.parse(row.value("order_date")),
                row.value("product"),
                row.value("quantity") == null ? null : Integer.valueOf(row.value("quantity")),
                Instant.parse(row.value("updated_at"))));
      }
    }
    rows.sort(null);
    return rows;
  }

  @Override
  void close() throws IOException;
}
