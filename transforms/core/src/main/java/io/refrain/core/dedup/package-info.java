/** Keeping the latest row of each key, in batch and on streams. */
package io.refrain.core.dedup;
