/** The rules of the promise as scenarios, each paired with a defect that it must catch. */
package io.refrain.conformance.scenario;
