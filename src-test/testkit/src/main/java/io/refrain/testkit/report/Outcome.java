package io.refrain.testkit.report;

import io.refrain.testkit.difference.Difference;

/** What came of a scenario. */
public sealed interface Outcome {

  /**
   * The stored content was the same.
   *
   * @param how what was done
   */
  record Same(String how) implements Outcome {}

  /**
   * The stored content was another one.
   *
   * @param how what was done
   * @param difference which rows differ
   * @param cause what it likely comes from
   */
  record Different(String how, Difference difference, String cause) implements Outcome {}

  /**
   * A run failed where none should.
   *
   * @param how what was done
   * @param failure how the run failed
   * @param cause what it likely comes from
   */
  record Failed(String how, String failure, String cause) implements Outcome {}

  /**
   * Nothing is known.
   *
   * @param reason why, and what to plug in
   */
  record NotChecked(String reason) implements Outcome {}

  /**
   * Nothing is known, as the user decided.
   *
   * @param reason why
   */
  record LeftOut(String reason) implements Outcome {}

  /** What reports call it. */
  default String title() {
    if (this instanceof Same) {
      return "same";
    }
    if (this instanceof Different) {
      return "DIFFERENT";
    }
    if (this instanceof Failed) {
      return "FAILED";
    }
    return this instanceof NotChecked ? "not checked" : "left out";
  }

  /** Whether it speaks against the pipeline. */
  default boolean isBad() {
    return this instanceof Different || this instanceof Failed;
  }

  /** The likely cause; empty if there is nothing to explain. */
  default String likelyCause() {
    if (this instanceof Different different) {
      return different.cause;
    }
    return this instanceof Failed failed ? failed.cause : "";
  }

  /** What is to be said in a few words. */
  default String detail() {
    if (this instanceof Same same) {
      return same.how;
    }
    if (this instanceof Different different) {
      return different.difference.summary() + " (" + different.how + ")";
    }
    if (this instanceof Failed failed) {
      return failed.failure + " (" + failed.how + ")";
    }
    return "because " + (this instanceof NotChecked not ? not.reason : ((LeftOut) this).reason);
  }
}
