/**
 * Delta tables as targets: every commit is one entry of the log, made from the version that was
 * read.
 */
package io.refrain.delta;
