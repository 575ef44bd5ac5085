package io.refrain.core.commit;

import io.refrain.core.Counts;
import io.refrain.core.RunToken;
import io.refrain.core.store.Staged;
import java.util.List;

/**
 * What a run asks of a store once all its rows are staged.
 *
 * @param target what messages call the store
 * @param token who asks
 * @param staged everything this run staged that counts
 * @param counts what was counted on the way
 * @param policy what the caller allows
 */
public record CommitRequest(
    String target, RunToken token, List<Staged> staged, Counts counts, CommitPolicy policy) {

  public CommitRequest {
    staged = List.copyOf(staged);
  }
}
