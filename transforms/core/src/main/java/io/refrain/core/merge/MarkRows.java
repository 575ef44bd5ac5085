package io.refrain.core.merge;

import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowBlock;
import java.io.IOException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Brings rows into the marked layout, rejects those that the table cannot hold.
 *
 * <p>Of a batch it asks first whether the run is committed already, and then passes no row on. Once
 * it is committed it stays so: whatever another worker is answered, or this step when it is tried
 * again, rows are left out only of a run that is done.
 */
final class MarkRows extends TableFn<RowBlock, RowBlock> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<RowBlock> ROWS = new TupleTag<>() {};
  static final TupleTag<RejectedRow> REJECTED = new TupleTag<>() {};

  private final boolean oneRun;
  private transient MarkedRows rows;
  private transient boolean committed;

  /**
   * @param oneRun whether all rows are of one run
   */
  MarkRows(MergeSetup setup, boolean oneRun) {
    super(setup);
    this.oneRun = oneRun;
  }

  @ProcessElement
  public void mark(@Element RowBlock block, BoundedWindow window, MultiOutputReceiver out)
      throws IOException {
    if (rows == null) {
      OpenTable table = table();
      committed = oneRun && table.store().read(setup.token(window)).receipt().isPresent();
      rows = new MarkedRows(setup.input(), setup.spec(), table.fit(), table.store());
    }
    if (committed) {
      return;
    }
    OutputReceiver<RejectedRow> rejected = out.get(REJECTED);
    RowBlock marked = rows.apply(block, rejected::output);
    if (marked.rowCount() > 0) {
      out.get(ROWS).output(marked);
    }
  }
}
