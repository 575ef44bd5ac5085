package io.refrain.testkit.hamcrest;

import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.report.ScenarioResult;
import io.refrain.testkit.scenario.Scenario;
import java.util.List;
import java.util.stream.Collectors;
import org.hamcrest.Description;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.hamcrest.TypeSafeDiagnosingMatcher;

/** Matchers for reports; a mismatch shows the report's own text. */
public final class IdempotencyMatchers {
  private IdempotencyMatchers() {}

  /**
   * Every scenario was checked or left out with a reason, and none made a difference. A scenario
   * that could not be checked does not match: plug in what it needs, or leave it out.
   */
  public static Matcher<IdempotencyReport> isIdempotent() {
    return new Clean(
        "an idempotent pipeline, checked in every scenario that is not left out", true);
  }

  /** No scenario made a difference; some may not have been checked. */
  public static Matcher<IdempotencyReport> showsNoDifference() {
    return new Clean("a pipeline that shows no difference", false);
  }

  /** This scenario made a difference, or a run of it failed. */
  public static Matcher<IdempotencyReport> differsIn(Scenario scenario) {
    return differsIn(scenario, Matchers.any(String.class));
  }

  /** This scenario made a difference, or a run of it failed, and the likely cause is such. */
  public static Matcher<IdempotencyReport> differsIn(Scenario scenario, Matcher<String> cause) {
    return new Differs(scenario, cause);
  }

  /** These scenarios, and no other, made a difference. */
  public static Matcher<IdempotencyReport> differsOnlyIn(Scenario... scenarios) {
    return new DiffersOnly(List.of(scenarios));
  }

  private static final class Clean extends TypeSafeDiagnosingMatcher<IdempotencyReport> {
    private final String description;
    private final boolean isComplete;

    Clean(String description, boolean isComplete) {
      this.description = description;
      this.isComplete = isComplete;
    }

    @Override
    protected boolean matchesSafely(IdempotencyReport report, Description mismatch) {
      if (isComplete ? report.isIdempotent() : report.showsNoDifference()) {
        return true;
      }
      mismatch.appendText("the report was:\n").appendText(report.toText());
      return false;
    }

    @Override
    public void describeTo(Description to) {
      to.appendText(description);
    }
  }

  private static final class Differs extends TypeSafeDiagnosingMatcher<IdempotencyReport> {
    private final Scenario scenario;
    private final Matcher<String> cause;

    Differs(Scenario scenario, Matcher<String> cause) {
      this.scenario = scenario;
      this.cause = cause;
    }

    @Override
    protected boolean matchesSafely(IdempotencyReport report, Description mismatch) {
      Outcome outcome = report.outcome(scenario);
      if (!outcome.isBad()) {
        mismatch
            .appendText("'")
            .appendText(scenario.title())
            .appendText("' was ")
            .appendText(outcome.title())
            .appendText(": ")
            .appendText(outcome.detail());
        return false;
      }
      if (!cause.matches(outcome.likelyCause())) {
        mismatch.appendText("the likely cause was ").appendValue(outcome.likelyCause());
        return false;
      }
      return true;
    }

    @Override
    public void describeTo(Description to) {
      to.appendText("a difference in '")
          .appendText(scenario.title())
          .appendText("' with the likely cause ")
          .appendDescriptionOf(cause);
    }
  }

  private static final class DiffersOnly extends TypeSafeDiagnosingMatcher<IdempotencyReport> {
    private final List<Scenario> scenarios;

    DiffersOnly(List<Scenario> scenarios) {
      this.scenarios = scenarios.stream().sorted().toList();
    }

    @Override
    protected boolean matchesSafely(IdempotencyReport report, Description mismatch) {
      List<Scenario> bad = report.bad().stream().map(ScenarioResult::scenario).toList();
      if (bad.equals(scenarios)) {
        return true;
      }
      mismatch
          .appendText("differences were in ")
          .appendText(titles(bad))
          .appendText("; the report was:\n")
          .appendText(report.toText());
      return false;
    }

    @Override
    public void describeTo(Description to) {
      to.appendText("differences only in ").appendText(titles(scenarios));
    }

    private static String titles(List<Scenario> scenarios) {
      return scenarios.stream()
          .map(scenario -> "'" + scenario.title() + "'")
          .collect(Collectors.joining(", ", "[", "]"));
    }
  }
}
