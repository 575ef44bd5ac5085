/**
 * Duplicates of a key that a blind append left in a table, removed afterwards: the newest row
 * stays, chosen as the sinks choose it.
 */
package io.refrain.jdbc.dedup;
