package io.refrain.core.store;

import io.refrain.core.MergeToken;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.ReplaceStore.Unfit;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An open table: what a worker searches, stages and commits a merge with.
 *
 * <p>The contract, which every store proves with the same tests:
 *
 * <ul>
 *   <li>A version that was {@link #read} is one state of the table; its files never change, and can
 *       be read while others commit.
 *   <li>What is staged is invisible to readers until a commit lists it.
 *   <li>{@link #commit} is one atomic act: files and rows that the plan removes are gone, those
 *       that it adds are visible, and the token is stored with the receipt, all or none. It looks
 *       for the token before anything else, in the same atomic step.
 *   <li>It takes effect only if, since the base version, nobody removed or changed a file that the
 *       plan removes or deletes rows of, nobody added rows whose key may lie within the plan's
 *       bounds, and nobody changed the columns. Otherwise it is a {@link
 *       io.refrain.core.RefrainException} of kind CONFLICT. Whatever else happened since is no
 *       reason to fail: the store tries again by itself, a bounded number of times.
 *   <li>A {@link io.refrain.core.RefrainException} from {@link #commit} that is not of kind unknown
 *       says why nothing was changed. Any other exception means that the outcome is unknown. The
 *       caller reads again and looks for the token.
 *   <li>After the commit has taken effect nothing may make {@link #commit} fail: what is left to do
 *       is left to a later run.
 * </ul>
 *
 * Not thread-safe.
 */
public interface MergeStore extends AutoCloseable {

  /**
   * All columns of the table, in its order, as of when it was opened, and those that {@link
   * #expect} adds. A column that the table requires is one that is not nullable.
   */
  RowLayout layout();

  /**
   * Tells which columns rows will come with, before anything else is asked. If the target may add
   * columns, those that the table lacks are from then on in {@link #layout}, nullable and after its
   * own; stored rows are null there. The table gets them in the same atomic act as the rows:
   * whoever commits tells the same as those who staged.
   *
   * @param columns of the rows, but those that the table must have anyhow
   * @throws io.refrain.core.RefrainException of kind REFUSED if the table cannot have such a column
   */
  default void expect(RowLayout columns) throws IOException {}

  /** The columns that a commit adds to the table, each with its type there in parentheses. */
  default List<String> added() {
    return List.of();
  }

  /** Pins the current version, and looks for a token. */
  MergeState read(MergeToken token) throws IOException;

  /**
   * The files of a version that may hold a row of the keys within some bounds: those that their
   * partition values or column bounds rule out are left out. To list too many is slow, to list too
   * few is wrong.
   *
   * @param version one that {@link #read} gave, perhaps to another worker
   */
  List<TableFile> files(String version, KeyBounds bounds) throws IOException;

  /**
   * Reads rows of a file, those deleted by position as of the version it was listed for left out.
   *
   * @param columns the columns to read, some of {@link #layout}'s, in any order: that of the rows
   *     that come
   * @param wanted the positions of the rows to read, in the file; null for all. Reading few should
   *     cost less than reading all
   */
  StoredRows open(TableFile file, List<String> columns, BitSet wanted) throws IOException;

  /**
   * Reads those rows of a file whose key passes a test. What this does is to open the file twice: a
   * store that can, reads it once.
   *
   * @param keys the columns that the test needs, in the order that it needs
   * @param wanted the test; a row may be tested before those before it are taken
   * @param columns those of the rows that come, as in {@link #open}
   */
  default StoredRows search(
      TableFile file, List<String> keys, Predicate<RowCursor> wanted, List<String> columns)
      throws IOException {
    return TwoReads.search(this, file, keys, wanted, columns);
  }

  /**
   * Names the partition that a row of the table's {@link #layout} belongs to: rows of one name can
   * share a file. A short text; nobody else reads it.
   */
  default String partitionOf(RowCursor row) {
    return "";
  }

  /**
   * Why the table cannot hold a row of its {@link #layout} as it is, as far as that can be told
   * before it is staged; empty if nothing speaks against it. That a required column is null is
   * looked at before. Such a row is rejected, and never staged.
   */
  default Optional<Unfit> unfit(RowCursor row) {
    return Optional.empty();
  }

  /**
   * Opens a stager for rows of any partitions: it fans out by itself.
   *
   * @param attempt a name no other attempt has; it may be random
   */
  MergeStager stage(String attempt) throws IOException;

  /**
   * Stages the deletion of rows of a file by their positions; those that are deleted in the file's
   * description already stay so. Only where {@link MergeTarget#deletesByPosition}.
   *
   * @param positions at least one; none of a row that is deleted already
   */
  default StagedFile stageDeletes(String attempt, TableFile file, BitSet positions)
      throws IOException {
    throw new UnsupportedOperationException("rows of a file cannot be deleted by position");
  }

  /** Carries out a plan. */
  MergeAnswer commit(MergePlan plan) throws IOException;

  /**
   * Removes staged files that will hardly be committed any more. Keeps those that were committed.
   * Never fails.
   */
  void discard(Iterable<StagedFile> staged);

  @Override
  void close();

  /** What a store answers to a commit. */
  enum MergeAnswer {
    /** The plan is in effect. */
    DONE,
    /** The token was stored already. Nothing was changed. */
    ALREADY_COMMITTED
  }
}
