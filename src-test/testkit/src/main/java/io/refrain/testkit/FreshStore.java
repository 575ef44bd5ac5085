package io.refrain.testkit;

/** Puts the store back to what it was before the first run: truncates it, or makes a new one. */
@FunctionalInterface
public interface FreshStore {
  /** Called before the reference run and before each scenario that begins afresh. */
  void reset() throws Exception;
}
