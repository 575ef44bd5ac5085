/**
 * Upserts into databases, measured against peers on the same runner. Another peer is one {@link
 * io.refrain.benchmarks.jdbc.Contender}, another database one {@link
 * io.refrain.benchmarks.jdbc.Server}.
 */
package io.refrain.benchmarks.jdbc;
