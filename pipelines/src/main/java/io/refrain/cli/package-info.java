/**
 * The command line: thin over {@link io.refrain.pipelines}. Results go to standard output,
 * everything else to standard error; {@link io.refrain.cli.ExitCode} lists how it ends.
 */
package io.refrain.cli;
