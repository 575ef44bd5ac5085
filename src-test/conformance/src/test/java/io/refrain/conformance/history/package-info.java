/** Random histories of runs against a model of a few lines. */
package io.refrain.conformance.history;
