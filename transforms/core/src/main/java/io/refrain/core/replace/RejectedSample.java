package io.refrain.core.replace;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.store.ReplaceStore.Unfit;
import io.refrain.core.store.Staged;
import java.util.ArrayList;
import java.util.List;

/** How many rows of a group were rejected while it was staged, and the first few of them. */
final class RejectedSample {
  private final List<RejectedRow> rows = new ArrayList<>();
  private long count;

  RejectedRow add(RejectedRow row) {
    count++;
    if (rows.size() < Contribution.SAMPLE_SIZE) {
      rows.add(row);
    }
    return row;
  }

  /** Adds a row that the target cannot hold. */
  RejectedRow add(Unfit unfit, String row, long origin) {
    return add(new RejectedRow(unfit.code(), unfit.column(), unfit.reason(), row, origin));
  }

  Contribution contribution(String group, long pane, List<Staged> staged, Counts counts) {
    return new Contribution(group, pane, List.copyOf(staged), counts, count, List.copyOf(rows));
  }
}
