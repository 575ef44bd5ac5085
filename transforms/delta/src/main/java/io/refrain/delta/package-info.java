/**
 * Delta tables whose partitions are replaced, and into which rows are merged, atomically: one log
 * entry removes the old files, adds the new ones and stores who did it. Data files are Refrain's
 * own; the log, snapshots, checkpoints and the reading of other engines' files are Delta Kernel's.
 */
package io.refrain.delta;
