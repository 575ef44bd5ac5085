package io.refrain.conformance.subject;

import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.Row;

/** A table of a lake that rows are merged into. */
public final class LakeMergeSubject implements MergeSubject {
  private final Lake lake;
  private final AtomicInteger number = new AtomicInteger();

  /**
   * Tables of a lake.
   *
   * @param lake closed with this
   */
  public LakeMergeSubject(Lake lake) {
    this.lake = lake;
  }

  @Override
  public String title() {
    return lake.title() + " merge";
  }

  @Override
  public MergeTarget fresh(String... partitionColumns) throws Exception {
    return lake.newFlaggedTable(partitionColumns);
  }

  @Override
  public List<String> read(MergeTarget target) throws Exception {
    return lake.rows(target.name());
  }

  @Override
  public void append(MergeTarget target, List<Row> rows) throws Exception {
    Map<LocalDate, List<Row>> days =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.getLogicalTypeValue("order_date", LocalDate.class),
                    TreeMap::new,
                    Collectors.toList()));
    for (Map.Entry<LocalDate, List<Row>> day : days.entrySet()) {
      Path file =
          lake.directory(target.name()).resolve("theirs-" + number.incrementAndGet() + ".parquet");
      lake.append(target.name(), "order_date=" + day.getKey(), file, day.getValue());
    }
  }

  @Override
  public OptionalInt leftAfterSweeping(MergeTarget target) throws Exception {
    return OptionalInt.of(lake.leftAfterSweeping(target.name()));
  }

  @Override
  public void close() throws IOException {
    lake.close();
  }
}
