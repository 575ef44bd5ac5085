/**
 * Measures a job against its peers: each contender is a process of its own, rounds take turns, and
 * an independent reader proves that all of them made the same content.
 */
package io.refrain.benchmarks;
