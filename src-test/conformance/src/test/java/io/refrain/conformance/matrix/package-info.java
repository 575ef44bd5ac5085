/** Runs every scenario against every target, and shows the outcome as a table. */
package io.refrain.conformance.matrix;
