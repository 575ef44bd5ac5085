package io.refrain.core.store;

import io.refrain.core.Partition;
import io.refrain.core.RejectedRow;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import java.io.IOException;
import java.util.Optional;

/**
 * An open target: what a worker stages with and the commit protocol commits with.
 *
 * <p>The contract, which every store proves with the same tests:
 *
 * <ul>
 *   <li>What is staged is invisible to readers until a commit lists it.
 *   <li>{@link #commit} is one atomic act: the staged rows become visible, what they replace is
 *       gone, and the token is stored, all or none. It takes effect only if the state is still the
 *       one the plan was made from.
 *   <li>A plan may list rows again that an earlier commit made visible, as long as they still are:
 *       a later pane of a window lists what it adds together with what did not change. They stay,
 *       although their partition is among those removed.
 *   <li>A {@link io.refrain.core.RefrainException} from {@link #commit} that is not of kind unknown
 *       says why nothing was changed, and that trying again is of no use. Any other exception means
 *       that the outcome is unknown. The caller reads the state again and looks for the token.
 *   <li>After the commit has taken effect nothing may make {@link #commit} fail: what is left to do
 *       is left to the next run.
 * </ul>
 *
 * Not thread-safe.
 */
public interface ReplaceStore extends AutoCloseable {

  /**
   * Opens a stager for rows of one partition.
   *
   * @param attempt a name no other attempt has; it may be random
   * @param partition where the rows belong
   */
  Stager stage(String attempt, Partition partition) throws IOException;

  /**
   * Why the target cannot hold a row as it is, as far as that can be told before it is staged;
   * empty if nothing speaks against it. Such a row is rejected, and never staged.
   */
  default Optional<Unfit> unfit(RowCursor row) {
    return Optional.empty();
  }

  /**
   * Why a row is not staged.
   *
   * @param code as in a {@link io.refrain.core.RejectedRow}
   * @param column the column at fault
   * @param reason for a person, with the value
   */
  record Unfit(RejectedRow.Code code, String column, String reason) {}

  /**
   * The current state, as far as it matters to a scope: every ledger entry and partition that the
   * scope may overlap. A commit that a crash left half-way is completed first.
   */
  StoreState read(ReplaceScope scope) throws IOException;

  /** Carries out a plan, or reports that somebody else committed since its state was read. */
  CommitAnswer commit(CommitPlan plan) throws IOException;

  /**
   * Removes staged rows that will hardly be committed any more. Keeps those that were committed: a
   * run that is tried again after it took effect may be told to give up. Never fails.
   */
  void discard(Iterable<Staged> staged);

  @Override
  void close();

  /** What a store answers to a commit that it has decided on. */
  enum CommitAnswer {
    /** The plan is in effect. */
    DONE,
    /** The state is not the one the plan was made from. Nothing was changed. */
    STATE_CHANGED
  }
}
