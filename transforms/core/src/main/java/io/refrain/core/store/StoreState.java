package io.refrain.core.store;

import io.refrain.core.Partition;
import io.refrain.core.Receipt;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import java.util.List;

/**
 * What a store holds, as far as it matters to one scope.
 *
 * @param version names this state; a commit takes effect only if the store is still in it
 * @param ledger the runs committed, the latest of each pipeline and covered scope: of two runs of
 *     what is present, both are kept unless they had rows for the same partitions
 * @param partitions the partitions that hold rows
 * @param foreign what somebody else put into the scope without this protocol, each named for a
 *     person; empty if nothing
 */
public record StoreState(
    String version, List<Entry> ledger, List<Stored> partitions, List<String> foreign) {

  public StoreState {
    ledger = List.copyOf(ledger);
    partitions = List.copyOf(partitions);
    foreign = List.copyOf(foreign);
  }

  /**
   * A committed run.
   *
   * @param token who committed
   * @param covered what it replaced: its scope, made concrete where the scope was what is present
   * @param receipt what it did
   */
  public record Entry(RunToken token, ReplaceScope covered, Receipt receipt) {}

  /**
   * A partition that holds rows.
   *
   * <p>A target that is replaced row by row reports what the scope holds of it, once for each
   * owner; and rows that no run accounts for as {@link #NOBODY}'s.
   *
   * @param partition which
   * @param owner the pipeline that wrote it
   * @param epoch the epoch of the run that wrote it
   * @param rows how many rows it holds
   */
  public record Stored(Partition partition, String owner, long epoch, long rows) {
    /** The owner of rows that no run accounts for: what is foreign names them. */
    public static final String NOBODY = "";

    /** Whether some pipeline owns it. */
    public boolean isOwned() {
      return !owner.equals(NOBODY);
    }
  }
}
