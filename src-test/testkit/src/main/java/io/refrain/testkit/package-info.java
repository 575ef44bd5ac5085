/**
 * Shows whether a Beam pipeline may be run again: {@link io.refrain.testkit.Idempotency} runs it in
 * the ways in which production runs it sooner or later, and compares what is stored afterwards.
 */
package io.refrain.testkit;
