package io.refrain.core.store;

import io.refrain.core.Partition;
import io.refrain.core.row.ContentChecksum;
import java.io.Serializable;

/**
 * A description of staged rows, small enough to gather from all workers.
 *
 * @param attempt the attempt that staged them
 * @param partition where they belong
 * @param location where the store finds them, in the store's own words
 * @param rows how many there are
 * @param bytes how much space they take; 0 if the store does not know
 * @param checksum of the rows
 */
public record Staged(
    String attempt,
    Partition partition,
    String location,
    long rows,
    long bytes,
    ContentChecksum checksum)
    implements Serializable {}
