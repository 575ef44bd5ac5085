/** How the input of a run is delivered: in what order, how often, in which bundles, how much. */
package io.refrain.testkit.input;
