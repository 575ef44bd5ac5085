package io.refrain.core.merge;

import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.MergeState;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Lists all files of the table, so that their keys can be read; none if the run is committed. */
final class ListAll extends TableFn<Boolean, KV<Integer, FileTask>> {
  private static final long serialVersionUID = 1L;
  static final TupleTag<KV<Integer, FileTask>> FILES = new TupleTag<>() {};

  /** The version that was listed, without keys. */
  static final TupleTag<KeySummary> VERSION = new TupleTag<>() {};

  ListAll(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void list(BoundedWindow window, MultiOutputReceiver out) throws IOException {
    MergeState state = table().store().read(setup.token(window));
    out.get(VERSION).output(KeySummary.readFrom(state.version()));
    if (state.receipt().isPresent()) {
      return;
    }
    int number = 0;
    for (TableFile file : table().store().files(state.version(), KeyBounds.ANY)) {
      out.get(FILES).output(KV.of(number, new FileTask(state.version(), number, file)));
      number++;
    }
  }
}
