package io.refrain.jdbc.upsert;

import io.refrain.core.Counts;
import java.io.Serializable;
import java.util.List;

/**
 * A shard that is ready to be merged.
 *
 * @param staged the rows to be written
 * @param counts what became of the others
 */
record StagedShard(List<StagedRows> staged, Counts counts) implements Serializable {
  StagedShard {
    staged = List.copyOf(staged);
  }
}
