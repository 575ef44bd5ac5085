package io.refrain.conformance.matrix;

import java.util.List;

/**
 * A rule of the promise, in a few words.
 *
 * @param number its number
 * @param words what it says
 */
record Rule(int number, String words) {
  static final List<Rule> ALL =
      List.of(
          new Rule(1, "the same input leaves the same content, however often and however broken"),
          new Rule(2, "latest is a total order; ties are not left to arrival"),
          new Rule(3, "no clock and no random source in the data"),
          new Rule(4, "a declared scope without rows becomes empty; `atLeastRows` refuses"),
          new Rule(5, "a row outside of the scope never lands"),
          new Rule(6, "partitions have an owner"),
          new Rule(7, "readers see the old result or the new one"),
          new Rule(8, "already committed, superseded"),
          new Rule(9, "an unknown outcome is looked up"),
          new Rule(10, "disjoint scopes in any order"),
          new Rule(11, "a foreign writer is a conflict"),
          new Rule(12, "what was staged is invisible, and removed"),
          new Rule(13, "newer over older, never the reverse; unchanged is not rewritten"),
          new Rule(14, "deletes are guarded and remembered"),
          new Rule(15, "no deadlocks of our own making"),
          new Rule(16, "a key that moves leaves no copy"),
          new Rule(17, "keys are never set; no index captures a row"),
          new Rule(18, "bad rows are rejected with a code"),
          new Rule(19, "mistakes are errors while the pipeline is built"),
          new Rule(20, "no value becomes SQL or a path"),
          new Rule(21, "every wait and retry has a limit"),
          new Rule(22, "calls outside carry an idempotency key"));
}
