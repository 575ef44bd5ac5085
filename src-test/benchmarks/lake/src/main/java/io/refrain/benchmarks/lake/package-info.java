/** The mains of Refrain that the benchmark of lake tables starts. */
package io.refrain.benchmarks.lake;
