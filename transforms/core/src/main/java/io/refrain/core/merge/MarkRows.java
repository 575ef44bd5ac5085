package io.refrain.core.merge;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import java.io.IOException;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** Brings rows into the marked layout, rejects those that the table cannot hold. */
final class MarkRows extends TableFn<RowBlock, RowBlock> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};
  static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};

  private final PCollectionView<Boolean> committed;
  private transient MarkedRows rows;

  /**
   * @param committed whether the run is committed, so that no row matters; null if nobody asked
   */
  MarkRows(MergeSetup setup, PCollectionView<Boolean> committed) {
    super(setup);
    this.committed = committed;
  }

  @ProcessElement
  public void mark(ProcessContext context) throws IOException {
    if (committed != null && context.sideInput(committed)) {
      return;
    }
    if (rows == null) {
      OpenTable table = table();
      rows = new MarkedRows(setup.input(), setup.spec(), table.fit(), table.store());
    }
    RowBlock marked = rows.apply(context.element(), rejected -> context.output(REJECTED, rejected));
    if (marked.rowCount() > 0) {
      context.output(marked);
    }
  }
}
