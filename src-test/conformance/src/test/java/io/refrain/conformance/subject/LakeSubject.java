package io.refrain.conformance.subject;

import io.refrain.core.Partition;
import io.refrain.core.store.ReplaceTarget;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** A table of a lake whose partitions are replaced. */
public final class LakeSubject implements ReplaceSubject {
  /** The order of somebody else, which is none of the suite's. */
  private static final String THEIRS = "987654";

  private final Lake lake;

  /**
   * Tables of a lake.
   *
   * @param lake closed with this
   */
  public LakeSubject(Lake lake) {
    this.lake = lake;
  }

  @Override
  public String title() {
    return lake.title() + " table";
  }

  @Override
  public ReplaceTarget fresh(String... partitionColumns) {
    return lake.newTable(partitionColumns);
  }

  @Override
  public List<String> read(ReplaceTarget target) throws Exception {
    return lake.rows(target.name()).stream().filter(row -> !row.startsWith(THEIRS)).toList();
  }

  @Override
  public void plantForeign(ReplaceTarget target, Partition partition) throws Exception {
    lake.append(
        target.name(),
        partition.path(),
        lake.directory(target.name()).resolve("theirs.parquet"),
        List.of(Shop.order(Long.parseLong(THEIRS), Shop.DAY_1, "theirs", 1, 0)));
  }

  @Override
  public OptionalInt leftAfterSweeping(ReplaceTarget target) throws Exception {
    return OptionalInt.of(lake.leftAfterSweeping(target.name()));
  }

  @Override
  public void close() throws IOException {
    lake.close();
  }
}
