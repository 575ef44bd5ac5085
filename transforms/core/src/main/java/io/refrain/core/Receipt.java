package io.refrain.core;

import io.refrain.core.row.ContentChecksum;
import java.io.Serializable;

/**
 * What a commit did, as data.
 *
 * @param token who wrote
 * @param counts how many rows were read, written and so on
 * @param partitions how many partitions hold rows of this run
 * @param checksum of the rows written, whatever their order
 */
public record Receipt(RunToken token, Counts counts, int partitions, ContentChecksum checksum)
    implements Serializable {}
