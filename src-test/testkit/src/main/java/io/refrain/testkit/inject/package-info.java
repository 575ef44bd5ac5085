/**
 * Faults on purpose: points that a pipeline passes, and what happens there. Nothing here knows a
 * runner; a run is found by its identity in the JVM that does the work, so the workers must be in
 * the process of the check.
 */
package io.refrain.testkit.inject;
