/**
 * The words of the promise: what one run is responsible for, what it may replace, who it is, and
 * what it did. Plain values, no Beam pipeline types.
 */
package io.refrain.core;
