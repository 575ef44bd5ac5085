package io.refrain.core.store;

import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * A table of immutable files into which rows can be merged by their key: the description that
 * travels with a pipeline. It does no I/O until it is {@link #open}ed.
 */
public interface MergeTarget extends Serializable {

  /** What messages and display data call it. Holds no credentials. */
  String name();

  /**
   * Checks, while the pipeline is built and without I/O, what can be checked of a merge of rows of
   * this layout: the columns of the input that are stored. Whether the table has them is found when
   * it is open.
   *
   * @throws IllegalArgumentException naming what does not fit
   */
  void check(RowLayout layout, List<String> keyColumns);

  /**
   * Whether rows of a file can be deleted by their position, without writing the file anew; see
   * {@link MergeStore#stageDeletes}. Known without I/O, as far as the format goes; a table that
   * cannot do it after all says so when it is opened.
   */
  default boolean deletesByPosition() {
    return false;
  }

  /**
   * Makes the table if there is none and this target was told to make it; does nothing else. For
   * whoever starts pipelines: a merge itself needs a table, as its rows need not have all columns.
   *
   * @param layout all columns of the table
   */
  default void createIfAsked(RowLayout layout) throws IOException {}

  /**
   * Opens it for one worker.
   *
   * @throws io.refrain.core.RefrainException of kind REFUSED if it is no table that can be merged
   *     into, saying why and what to do
   */
  MergeStore open() throws IOException;
}
