package io.refrain.core.merge;

import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.values.KV;

/**
 * Stages what takes the place of a file that changes, or rows that are new to the table, under the
 * name of this attempt. If the bundle is tried again another attempt stages it again; only what is
 * emitted here is committed.
 */
final class StageGroup extends TableFn<KV<String, Iterable<MergeBlock>>, MergePart> {
  private static final long serialVersionUID = 1L;

  StageGroup(MergeSetup setup) {
    super(setup);
  }

  /** The group of all that becomes of a file. */
  static String ofFile(int file) {
    return "file " + file;
  }

  /** A group of rows that are written together. */
  static String ofRows(String group) {
    return "rows " + group;
  }

  @ProcessElement
  public void stage(@Element KV<String, Iterable<MergeBlock>> group, OutputReceiver<MergePart> out)
      throws IOException {
    Iterable<MergeBlock> blocks = group.getValue();
    boolean planOnly = setup.options().planOnly();
    if (!blocks.iterator().next().isInput()) {
      out.output(rewrite(blocks, planOnly));
    } else if (!planOnly) {
      out.output(InsertRows.stage(table().store(), blocks));
    }
  }

  private MergePart rewrite(Iterable<MergeBlock> blocks, boolean planOnly) throws IOException {
    OpenTable table = table();
    FileEdits edits = new FileEdits(table.marked());
    TableFile description = null;
    String base = "";
    for (MergeBlock block : blocks) {
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
    if (planOnly) {
      return FileRewrite.planned(base);
    }
    return new FileRewrite(table.store(), table.fit(), setup.options().byPosition())
        .apply(base, description, edits, UUID.randomUUID().toString());
  }
}
