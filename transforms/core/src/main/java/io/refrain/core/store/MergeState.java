package io.refrain.core.store;

import io.refrain.core.MergeReceipt;
import java.util.Optional;

/**
 * What a table answers when a merge begins, or when its outcome is unknown.
 *
 * @param version names the state the table is in, in the store's own words; also for a table that
 *     never held anything
 * @param receipt what was stored with the token that was asked for; empty if it is not committed
 */
public record MergeState(String version, Optional<MergeReceipt> receipt) {}
