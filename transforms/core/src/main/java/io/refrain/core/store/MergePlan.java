package io.refrain.core.store;

import io.refrain.core.MergeReceipt;
import java.util.List;

/**
 * What one commit of a merge is to do. One plan may remove files, delete rows of others by position
 * and add rows; each list may be empty, but never all of them.
 *
 * @param base the version whose files were searched
 * @param bounds where the keys of the merge lie: rows that others added there since are a conflict
 * @param removed files that go, with all their rows and whatever deletes apply to them
 * @param added what becomes visible: files of rows and files of deleted positions
 * @param deletedFrom the files that the staged deletes are of; none of them is removed
 * @param receipt what is stored with its token, and answered to whoever commits this run again
 */
public record MergePlan(
    String base,
    KeyBounds bounds,
    List<TableFile> removed,
    List<StagedFile> added,
    List<TableFile> deletedFrom,
    MergeReceipt receipt) {

  public MergePlan {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
    deletedFrom = List.copyOf(deletedFrom);
  }
}
