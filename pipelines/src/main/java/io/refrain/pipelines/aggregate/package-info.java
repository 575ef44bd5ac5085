/**
 * Aggregates that may be computed again: from the latest rows, for a scope, and put in the place of
 * what the scope held. Nothing is ever added to a stored number.
 */
package io.refrain.pipelines.aggregate;
