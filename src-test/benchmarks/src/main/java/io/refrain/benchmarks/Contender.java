package io.refrain.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Somebody who does the job.
 *
 * @param name as on the command line
 * @param command what starts it
 * @param environment what its process is told in addition
 * @param dataset where its output is found
 */
record Contender(
    String name, List<String> command, Map<String, String> environment, Path dataset) {}
