/**
 * Delta tables whose partitions are replaced atomically: one log entry removes the old files, adds
 * the new ones and stores who did it. Data files are Refrain's own; the log, snapshots and
 * checkpoints are Delta Kernel's.
 */
package io.refrain.delta;
