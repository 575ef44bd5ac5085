package io.refrain.core.merge;

import io.refrain.core.MergeReceipt;
import io.refrain.core.RejectedRow;
import io.refrain.core.blocks.NamedOutputs;
import java.util.Map;
import org.apache.beam.sdk.values.PCollection;

/** The receipts of what was merged, and the rows that were not. */
public final class MergeResult extends NamedOutputs {
  private final PCollection<MergeReceipt> receipts;
  private final PCollection<RejectedRow> rejected;

  MergeResult(PCollection<MergeReceipt> receipts, PCollection<RejectedRow> rejected) {
    super(Map.of("receipts", receipts, "rejected", rejected));
    this.receipts = receipts;
    this.rejected = rejected;
  }

  /** One receipt for each run; what waits for it waits for the commit. */
  public PCollection<MergeReceipt> receipts() {
    return receipts;
  }

  /** Every rejected row of this run, those of the steps it comes after included. */
  public PCollection<RejectedRow> rejected() {
    return rejected;
  }
}
