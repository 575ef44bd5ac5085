package io.refrain.cli;

import java.util.Map;

/** Says in the words of the command line what the library says in its own. */
final class OptionNames {
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("take ownership over explicitly", "take ownership over with --takeOver"),
          Map.entry("lower the bound", "lower --atLeastRows"),
          Map.entry("atLeastRows must", "--atLeastRows must"),
          Map.entry("allowRejected must", "--maxRejected must"),
          Map.entry(
              "ask for extra columns to be ignored",
              "have extra columns left out with --ignoreExtra"),
          Map.entry("(createTable)", "with --createTable"),
          Map.entry("(partitionedBy)", "(--partitionBy)"),
          Map.entry("ask for it with createIfMissing", "ask for it with --createTable"),
          Map.entry("call createIfMissing()", "say --createTable"),
          Map.entry("evolve(ADD) was", "--evolve=add was"),
          Map.entry("with addNewColumns()", "with --evolve=add"),
          Map.entry("with upgradeProtocol()", "with --evolve=protocol"),
          Map.entry("withFromEnv or withFromFile", "--catalogEnv or --catalogFile"),
          Map.entry("passwordFromEnv or passwordFromFile", "--passwordEnv or --passwordFile"),
          Map.entry("passwordFromEnv, passwordFromFile", "--passwordEnv, --passwordFile"),
          Map.entry(
              "allow rejected rows and take them from the rejected output",
              "collect rejected rows with --rejected=PATH"),
          Map.entry(" changeKind(column)", " --changeKind=COLUMN"),
          Map.entry("atomically()", "--atomically"),
          Map.entry(
              "at least one sum or a count",
              "at least one sum (--sum=COLUMN:NAME) or a count (--count=NAME)"),
          Map.entry("storeChangeKind()", "--storeChangeKind"),
          Map.entry("tombstones(timeToLive)", "--tombstones=TIME"),
          Map.entry("tombstones()", "--tombstones"),
          Map.entry("softDelete(column)", "--softDelete=COLUMN"),
          Map.entry("softDelete()", "--softDelete"),
          Map.entry("hardDeletes()", "--hardDeletes"),
          Map.entry("deleteByPosition()", "--deleteByPosition"),
          Map.entry("insertOnly()", "--insertOnly"),
          Map.entry("(allowSideEffects)", "with --allowSideEffects"));

  private OptionNames() {}

  static String in(String message) {
    String out = message;
    for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
      out = out.replace(option.getKey(), option.getValue());
    }
    return out;
  }
}
