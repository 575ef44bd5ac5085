/**
 * What the world sees of a store after a run, as rows of text that can be compared whatever their
 * order.
 */
package io.refrain.testkit.stored;
