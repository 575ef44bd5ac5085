/**
 * What {@code refrain verify} puts under a command: throw-away copies of its target, and the hooks
 * by which the test kit reaches into its pipeline. The one place outside of {@code src-test} that
 * knows the test kit; no other command loads it.
 */
package io.refrain.cli.verify;
