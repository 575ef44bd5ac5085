package io.refrain.benchmarks;

/**
 * What a contender did in one phase at one size.
 *
 * @param phase the phase
 * @param result its measurements
 * @param filesWritten data files written in the last round
 * @param read what a merge says it looked at in the last round; empty if it does not say
 * @param bytesRead what a merge says it read of data files in the last round; -1 if it does not
 */
record LakeResult(LakePhase phase, Result result, int filesWritten, String read, long bytesRead) {}
