package io.refrain.benchmarks.jdbc;

/**
 * One phase of one contender on one runner, once.
 *
 * @param wallSeconds from the start of the pipeline to its end
 * @param cpuSeconds of this process and the server together
 * @param logBytes what the server logged
 * @param deadlocks what the server found
 */
record Measured(
    String runner,
    Phase phase,
    String contender,
    long rows,
    double wallSeconds,
    double cpuSeconds,
    long logBytes,
    long deadlocks) {}
