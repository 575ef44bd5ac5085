package io.refrain.testkit.inject;

/** Makes runs wait for each other at the points they pass. */
@FunctionalInterface
public interface Hold {
  /** Nobody waits. */
  Hold NONE = point -> {};

  /** Called by a worker that is about to write; returns when it may go on. */
  void at(FaultPoint point) throws InterruptedException;
}
