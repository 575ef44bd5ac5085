package io.refrain.core.merge;

import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.values.KV;

/**
 * Stages what takes the place of each file that changes, under the name of this attempt. If the
 * bundle is tried again another attempt stages it again; only what is emitted here is committed.
 */
final class RewriteFiles extends TableFn<KV<Integer, Iterable<MergeBlock>>, MergePart> {
  private static final long serialVersionUID = 1L;

  RewriteFiles(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void rewrite(
      @Element KV<Integer, Iterable<MergeBlock>> file, OutputReceiver<MergePart> out)
      throws IOException {
    OpenTable table = table();
    FileEdits edits = new FileEdits(table.marked());
    TableFile description = null;
    String base = "";
    for (MergeBlock block : file.getValue()) {
      boolean other =
          (!base.isEmpty() && !block.base().equals(base))
              || (block.description() != null
                  && description != null
                  && !description.equals(block.description()));
      if (other) {
        throw Repeated.otherVersion(setup.target().name());
      }
      base = block.base();
      description = block.description() == null ? description : block.description();
      edits.add(block.rows());
    }
    if (edits.size() == 0) {
      return;
    }
    FileRewrite rewrite = new FileRewrite(table.store(), table.fit(), setup.options().byPosition());
    out.output(
        setup.options().planOnly()
            ? FileRewrite.planned(base)
            : rewrite.apply(base, description, edits, UUID.randomUUID().toString()));
  }
}
