package io.refrain.jdbc.dedup;

import io.refrain.core.row.ContentChecksum;
import java.util.List;

/**
 * What removing duplicates did, or would do.
 *
 * @param target the table and where it is
 * @param planned whether this is a plan: nothing was changed
 * @param keys how many keys were there several times
 * @param deleted how many rows went: all but one of each of these keys
 * @param identical how many of those had the content of the row that stays
 * @param ties how many keys had several rows of the newest version with different content: there
 *     the content decided
 * @param nullKeys how many rows have a null key; they are left alone
 * @param checksum of the deleted rows, whatever their order
 * @param sideEffects what deleting does beyond this table
 * @param examples the first few keys
 */
public record DedupReceipt(
    String target,
    boolean planned,
    long keys,
    long deleted,
    long identical,
    long ties,
    long nullKeys,
    ContentChecksum checksum,
    List<String> sideEffects,
    List<Example> examples) {

  public DedupReceipt {
    sideEffects = List.copyOf(sideEffects);
    examples = List.copyOf(examples);
  }

  /**
   * One key: the row that stays, and the first few of those that go, as text.
   *
   * @param rows how many rows the key had
   */
  public record Example(String kept, List<String> deleted, long rows) {
    public Example {
      deleted = List.copyOf(deleted);
    }
  }
}
