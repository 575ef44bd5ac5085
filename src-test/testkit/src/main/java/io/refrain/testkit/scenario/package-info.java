/** The ways in which a pipeline is run. */
package io.refrain.testkit.scenario;
