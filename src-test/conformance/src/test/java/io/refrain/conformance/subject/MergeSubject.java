package io.refrain.conformance.subject;

import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.apache.beam.sdk.values.Row;

/** A kind of table that rows are merged into, as the suite needs it. */
public interface MergeSubject extends AutoCloseable {

  /** The head of its column. */
  String title();

  /** A fresh, empty table for {@link Shop} rows, with a column {@link Lake#GONE} besides. */
  MergeTarget fresh(String... partitionColumns) throws Exception;

  /** What readers see now, as {@link Shop#text}, without the rows that are flagged. */
  List<String> read(MergeTarget target) throws Exception;

  /** Somebody else adds rows, without looking for their keys; the table is partitioned by day. */
  void append(MergeTarget target, List<Row> rows) throws Exception;

  /** As {@link ReplaceSubject#leftAfterSweeping}. */
  default OptionalInt leftAfterSweeping(MergeTarget target) throws Exception {
    return OptionalInt.empty();
  }

  @Override
  default void close() throws IOException {}
}
