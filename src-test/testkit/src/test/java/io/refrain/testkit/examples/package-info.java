/**
 * Six small pipelines with the classic mistakes, each with its repaired twin: start from the one
 * that looks like yours. {@code ExamplesTest} runs the check on all of them.
 */
package io.refrain.testkit.examples;
