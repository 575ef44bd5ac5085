/**
 * Explores the commit protocol: every interleaving of two runs, every fault at every call, on the
 * real protocol and a store in memory, against a specification of a few lines.
 */
package io.refrain.core.commit.model;
