package io.refrain.core.merge;

import java.io.IOException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Asks, before any row is looked at, whether this run is committed already. Once it is it stays so:
 * whatever another try of this step answers, rows are left out only of a run that is done.
 */
final class AskToken extends TableFn<Boolean, Boolean> {
  private static final long serialVersionUID = 1L;

  AskToken(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void ask(BoundedWindow window, OutputReceiver<Boolean> out) throws IOException {
    out.output(table().store().read(setup.token(window)).receipt().isPresent());
  }
}
