package io.refrain.core.merge;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/** A step that has the table open: from the first element on, until it is torn down. */
abstract class TableFn<I, O> extends DoFn<I, O> {
  private static final long serialVersionUID = 1L;

  final MergeSetup setup;
  private transient OpenTable table;

  TableFn(MergeSetup setup) {
    this.setup = setup;
  }

  final OpenTable table() throws IOException {
    if (table == null) {
      table = setup.open();
    }
    return table;
  }

  @Teardown
  public final void teardown() {
    if (table != null) {
      table.close();
      table = null;
    }
  }
}
