package io.refrain.benchmarks;

/**
 * One run of one process and all that it started.
 *
 * @param exitCode 0 if it did its job
 * @param wallSeconds from start to end
 * @param cpuSeconds user and system time, of all threads and children
 * @param peakBytes the most memory that was resident, of the greatest of its processes
 */
record Measurement(int exitCode, double wallSeconds, double cpuSeconds, long peakBytes) {

  boolean succeeded() {
    return exitCode == 0;
  }
}
