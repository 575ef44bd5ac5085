package io.refrain.conformance.matrix;

import io.refrain.conformance.scenario.MergeScenarios;
import io.refrain.conformance.scenario.MergeSite;
import io.refrain.conformance.scenario.Planted;
import io.refrain.conformance.scenario.ReplaceScenarios;
import io.refrain.conformance.scenario.ReplaceSite;
import io.refrain.conformance.scenario.Runner;
import io.refrain.conformance.scenario.Scenario;
import io.refrain.conformance.scenario.UpsertScenarios;
import io.refrain.conformance.scenario.UpsertSite;
import io.refrain.conformance.subject.MergeSubject;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.conformance.subject.UpsertSubject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A target with its scenarios, and the rules for which it has none, each with the reason.
 *
 * @param <S> what its scenarios run on
 */
final class Column<S> {
  private static final String GAP = "gap";
  private static final String NOTHING_TO_DO = "–";
  private static final Absent NO_CALLS =
      new Absent(GAP, "there are no side effects yet: calls to outside systems are not built");

  /** Why there is no scenario for a rule. */
  record Absent(String cell, String why) {}

  /** Makes a fresh site. */
  @FunctionalInterface
  interface Opening<S> {
    S open(Planted planted, Runner runner) throws Exception;
  }

  private final String title;
  private final List<Scenario<S>> scenarios;
  private final Opening<S> opening;
  private final Map<Integer, Absent> absent;
  private final boolean allOnFlink;

  private Column(
      String title,
      List<Scenario<S>> scenarios,
      Opening<S> opening,
      Map<Integer, Absent> absent,
      boolean allOnFlink) {
    this.title = title;
    this.scenarios = scenarios;
    this.opening = opening;
    this.absent = absent;
    this.allOnFlink = allOnFlink;
  }

  static Column<ReplaceSite> of(ReplaceSubject subject) {
    Map<Integer, Absent> absent = new TreeMap<>();
    String none = "a replace compares no versions: what the scope held before is gone";
    absent.put(13, new Absent(NOTHING_TO_DO, none));
    absent.put(14, new Absent(NOTHING_TO_DO, none));
    absent.put(15, new Absent(NOTHING_TO_DO, "a replace locks no keys"));
    absent.put(17, new Absent(NOTHING_TO_DO, "a replace sets no columns"));
    absent.put(22, NO_CALLS);
    List<Scenario<ReplaceSite>> scenarios = ReplaceScenarios.ALL;
    if (!subject.momentOfChange().isEmpty()) {
      absent.put(7, new Absent("a moment", subject.momentOfChange()));
      scenarios = scenarios.stream().filter(s -> s.rule() != 7).toList();
    }
    return new Column<>(
        subject.title(),
        scenarios,
        (planted, runner) -> ReplaceSite.of(subject, planted, runner),
        absent,
        false);
  }

  static Column<UpsertSite> of(UpsertSubject subject) {
    Map<Integer, Absent> absent = new TreeMap<>();
    Absent noScope = new Absent(NOTHING_TO_DO, "an upsert has no scope, no run token, no staging");
    for (int rule : new int[] {4, 5, 6, 8, 10, 11, 12}) {
      absent.put(rule, noScope);
    }
    absent.put(22, NO_CALLS);
    return new Column<>(
        subject.title(),
        UpsertScenarios.ALL,
        (planted, runner) -> UpsertSite.of(subject, planted, runner),
        absent,
        subject.isServer());
  }

  static Column<MergeSite> of(MergeSubject subject) {
    Map<Integer, Absent> absent = new TreeMap<>();
    Absent noScope = new Absent(NOTHING_TO_DO, "a merge has no scope, and owns no partition");
    for (int rule : new int[] {4, 5, 6, 10}) {
      absent.put(rule, noScope);
    }
    absent.put(
        17,
        new Absent(NOTHING_TO_DO, "rows are written as a whole, and there are no unique indexes"));
    absent.put(22, NO_CALLS);
    return new Column<>(
        subject.title(),
        MergeScenarios.ALL,
        (planted, runner) -> MergeSite.of(subject, planted, runner),
        absent,
        false);
  }

  String title() {
    return title;
  }

  List<Scenario<S>> scenarios() {
    return scenarios;
  }

  Optional<Absent> absent(int rule) {
    return Optional.ofNullable(absent.get(rule));
  }

  boolean covers(int rule) {
    return scenarios.stream().anyMatch(scenario -> scenario.rule() == rule);
  }

  /**
   * Whether a scenario is run on Flink too: of a database on a server all that run pipelines are,
   * of the others the first, as each takes seconds.
   */
  boolean isOnFlink(Scenario<?> scenario) {
    return scenario.runners() && (allOnFlink || scenario.equals(scenarios.get(0)));
  }

  /** Of the scenarios of a rule that run pipelines, how many are run on Flink too. */
  FlinkShare onFlink(int rule) {
    List<Scenario<S>> pipelines =
        scenarios.stream().filter(s -> s.rule() == rule && s.runners()).toList();
    if (pipelines.stream().noneMatch(this::isOnFlink)) {
      return FlinkShare.NONE;
    }
    return pipelines.stream().allMatch(this::isOnFlink) ? FlinkShare.ALL : FlinkShare.SOME;
  }

  /** How much of a rule was seen on Flink, and how the table says it. */
  enum FlinkShare {
    NONE(""),
    SOME(" f"),
    ALL(" F");

    private final String mark;

    FlinkShare(String mark) {
      this.mark = mark;
    }

    String mark() {
      return mark;
    }
  }

  void run(Scenario<S> scenario, Planted planted, Runner runner) throws Exception {
    scenario.body().run(opening.open(planted, runner));
  }
}
