/**
 * The command line: thin over {@code io.refrain.pipelines}. Results go to standard output,
 * everything else to standard error.
 */
package io.refrain.cli;
