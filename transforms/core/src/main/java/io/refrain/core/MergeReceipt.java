package io.refrain.core;

import java.io.Serializable;

/**
 * What a merge did, as data.
 *
 * @param token who merged
 * @param counts how many rows were read, inserted, updated, unchanged, stale, deleted, rejected
 * @param work what it cost
 * @param committed whether there was anything to commit: a merge that finds every row stored
 *     already leaves the table as it is, and no token in it
 */
public record MergeReceipt(MergeToken token, Counts counts, MergeWork work, boolean committed)
    implements Serializable {}
