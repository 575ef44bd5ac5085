package io.refrain.core.merge;

import io.refrain.core.MergeToken;
import io.refrain.core.RunToken;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/**
 * What each step of a merge needs to know.
 *
 * @param target the table
 * @param input the layout of the rows that are merged; null if a table is rid of duplicates
 * @param spec how rows are matched and compared
 * @param options the rest
 */
record MergeSetup(MergeTarget target, RowLayout input, MergeSpec spec, Options options)
    implements Serializable {

  /**
   * Options.
   *
   * @param pipeline the pipeline's name
   * @param epoch of the run
   * @param shards into how many shards keys are hashed
   * @param shardBytes how many bytes of a shard are worked on at once
   * @param byPosition whether rows are deleted by position
   * @param planOnly whether nothing is staged or committed
   * @param allowedRejections how many rows may be rejected
   */
  record Options(
      String pipeline,
      long epoch,
      int shards,
      int shardBytes,
      boolean byPosition,
      boolean planOnly,
      long allowedRejections)
      implements Serializable {
    /** No name yet, an epoch of its own, 16 shards. */
    static final Options DEFAULT = new Options("", 0, 16, 128 << 20, false, false, 0);

    private static final int MAX_SHARDS = 1 << 12;

    Options named(String name) {
      return new Options(name, epoch, shards, shardBytes, byPosition, planOnly, allowedRejections);
    }

    Options of(long newEpoch) {
      return new Options(
          pipeline, newEpoch, shards, shardBytes, byPosition, planOnly, allowedRejections);
    }

    Options withEpoch() {
      return epoch > 0 ? this : of(RunToken.newEpoch(0));
    }

    Options sharded(int number) {
      if (number < 1 || number > MAX_SHARDS) {
        throw new IllegalArgumentException(
            "shards must be between 1 and " + MAX_SHARDS + ", but is " + number);
      }
      return new Options(
          pipeline, epoch, number, shardBytes, byPosition, planOnly, allowedRejections);
    }

    Options byPosition(boolean yes) {
      return new Options(pipeline, epoch, shards, shardBytes, yes, planOnly, allowedRejections);
    }

    Options planOnly(boolean yes) {
      return new Options(pipeline, epoch, shards, shardBytes, byPosition, yes, allowedRejections);
    }

    Options allowing(long rejections) {
      return new Options(pipeline, epoch, shards, shardBytes, byPosition, planOnly, rejections);
    }
  }

  ShardMerge.Work work() {
    return input == null ? ShardMerge.Work.DEDUP : ShardMerge.Work.MERGE;
  }

  /** Opens the table for one worker. */
  OpenTable open() throws IOException {
    return input == null
        ? OpenTable.forItself(target, spec)
        : OpenTable.forInput(target, input, spec);
  }

  /** Who writes, in a window. */
  MergeToken token(BoundedWindow window) {
    String action = input == null ? MergeToken.DEDUP : MergeToken.MERGE;
    String name = window instanceof GlobalWindow ? "" : window.toString();
    return new MergeToken(options.pipeline(), action, name, options.epoch());
  }
}
