package io.refrain.cli;

import java.util.Map;

/** Says in the words of the command line what the library says in its own. */
final class OptionNames {
  private static final Map<String, String> OPTIONS =
      Map.of(
          "take ownership over explicitly", "take ownership over with --takeOver",
          "lower the bound", "lower --atLeastRows",
          "atLeastRows must", "--atLeastRows must",
          "allowRejected must", "--maxRejected must",
          "ask for extra columns to be ignored", "have extra columns left out with --ignoreExtra",
          "(createTable)", "with --createTable",
          "(partitionedBy)", "(--partitionBy)",
          "passwordFromEnv or passwordFromFile", "--passwordEnv or --passwordFile",
          "passwordFromEnv, passwordFromFile", "--passwordEnv, --passwordFile",
          "allow rejected rows and take them from the rejected output",
              "collect rejected rows with --rejected=PATH");

  private OptionNames() {}

  static String in(String message) {
    String out = message;
    for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
      out = out.replace(option.getKey(), option.getValue());
    }
    return out;
  }
}
