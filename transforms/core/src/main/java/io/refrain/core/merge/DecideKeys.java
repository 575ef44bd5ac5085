package io.refrain.core.merge;

import io.refrain.core.Counts;
import io.refrain.core.MergeWork;
import io.refrain.core.row.RowBlock;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Joins changes and stored rows of a shard, and decides on each key. */
final class DecideKeys extends TableFn<KV<Integer, Iterable<MergeBlock>>, KV<String, MergeBlock>> {
  private static final long serialVersionUID = 1L;

  /** What is to be staged, by what is staged together; see {@link StageGroup}. */
  static final TupleTag<KV<String, MergeBlock>> GROUPS = new TupleTag<>() {};

  static final TupleTag<MergePart> PARTS = new TupleTag<>() {};

  DecideKeys(MergeSetup setup) {
    super(setup);
  }

  @ProcessElement
  public void decide(@Element KV<Integer, Iterable<MergeBlock>> shard, MultiOutputReceiver out)
      throws IOException {
    String base = "";
    Map<Integer, TableFile> files = new HashMap<>();
    for (MergeBlock block : shard.getValue()) {
      if (!block.isInput()) {
        if (!base.isEmpty() && !base.equals(block.base())) {
          throw Repeated.otherVersion(setup.target().name());
        }
        base = block.base();
        if (block.description() != null) {
          files.put(block.file(), block.description());
        }
      }
    }
    OpenTable table = table();
    new ShardMerge(
            table.marked(),
            table.fit(),
            table.store(),
            setup.spec(),
            setup.work(),
            setup.options().shardBytes())
        .merge(shard.getKey(), shard.getValue(), base, new Emitter(files, out));
  }

  private static final class Emitter implements ShardMerge.Output {
    // Those that whoever writes them anew has yet to be told of.
    private final Map<Integer, TableFile> files;
    private final OutputReceiver<KV<String, MergeBlock>> groups;
    private final OutputReceiver<MergePart> parts;

    private Emitter(Map<Integer, TableFile> files, MultiOutputReceiver out) {
      this.files = files;
      this.groups = out.get(GROUPS);
      this.parts = out.get(PARTS);
    }

    @Override
    public void insert(String group, RowBlock rows) {
      groups.output(KV.of(StageGroup.ofRows(group), MergeBlock.ofInput(rows)));
    }

    @Override
    public void edit(int file, MergeBlock rows) {
      groups.output(KV.of(StageGroup.ofFile(file), rows.describing(files.remove(file))));
    }

    @Override
    public void counted(Counts counts, MergeWork work) {
      parts.output(MergePart.NOTHING.with(counts, work));
    }
  }
}
