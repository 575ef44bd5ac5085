package io.refrain.core.merge;

import io.refrain.core.MergeReceipt;
import io.refrain.core.store.KeyBounds;
import java.io.Serializable;

/**
 * What a merge is made from, found once for each run.
 *
 * @param version of the table
 * @param bounds of the keys
 * @param receipt of this run, if it was committed before; otherwise null
 */
record MergeBase(String version, KeyBounds bounds, MergeReceipt receipt) implements Serializable {
  boolean isCommitted() {
    return receipt != null;
  }
}
