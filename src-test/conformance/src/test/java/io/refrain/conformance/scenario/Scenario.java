package io.refrain.conformance.scenario;

/**
 * A rule of the promise, or a part of it, as something that can be run.
 *
 * @param rule its number
 * @param name what holds
 * @param defect what it must catch
 * @param runners whether it runs pipelines, and so is run on every runner
 * @param waits whether it mostly waits, and so may be begun before its turn
 * @param body throws an {@link AssertionError} if the rule is broken
 * @param <S> what it runs on
 */
public record Scenario<S>(
    int rule, String name, Planted defect, boolean runners, boolean waits, Body<S> body) {

  /** What is done and checked. */
  @FunctionalInterface
  public interface Body<S> {
    void run(S site) throws Exception;
  }

  static <S> Scenario<S> withPipelines(int rule, String name, Planted defect, Body<S> body) {
    return new Scenario<>(rule, name, defect, true, false, body);
  }

  static <S> Scenario<S> withoutPipelines(int rule, String name, Planted defect, Body<S> body) {
    return new Scenario<>(rule, name, defect, false, false, body);
  }

  Scenario<S> thatWaits() {
    return new Scenario<>(rule, name, defect, runners, true, body);
  }
}
