package io.refrain.testkit;

import io.refrain.testkit.difference.Comparison;
import io.refrain.testkit.difference.Span;
import io.refrain.testkit.inject.FaultState;
import io.refrain.testkit.inject.Hold;
import io.refrain.testkit.report.Effort;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.report.ScenarioResult;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredContent;
import io.refrain.testkit.stored.StoredRow;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Checks whether a pipeline may be run again: runs it once for reference, then in the ways in which
 * production runs it sooner or later (see {@link Scenario}), each from a fresh store, and compares
 * what is stored afterwards.
 *
 * <p><b>What it shows.</b> A difference is a proof that a rerun can change the result. No
 * difference is evidence, of the strength of what was plugged in: a scenario that lacks something
 * is reported as not checked, with what is missing, never as passed. What is left to chance follows
 * a seed that the report names.
 *
 * <p><b>Any pipeline, any runner.</b> Nothing of Refrain has to be in the pipeline. Faults, held
 * runs, time zone and locale reach workers in this process (DirectRunner, embedded Flink); for
 * workers elsewhere, these scenarios are not checked.
 *
 * <p><b>The clock</b> of a JVM cannot be moved from within. The check runs the pipeline again at a
 * visibly later time, and a year ahead if the pipeline takes {@link Run#clock}; it finds
 * timestamps, and names the columns in which a date of today could come from the clock.
 *
 * <p><b>What it changes.</b> The store, and for moments the JVM's default time zone and locale:
 * checks of one JVM wait for each other, and nothing else should run beside them.
 *
 * <p><b>Errors.</b> An {@link IllegalStateException} if the check itself is at fault: no content to
 * compare, no way to a fresh store, a reference run that fails or leaves nothing. A run that fails
 * in a scenario is a result, not an error.
 *
 * <pre>{@code
 * IdempotencyReport report =
 *     Idempotency.of(run -> MyPipeline.build(run.pipeline(), run.input(orders)))
 *         .freshStore(() -> truncate("orders"))
 *         .storedContent(StoredContent.jdbcTable(dataSource, "orders"))
 *         .check();
 * assertThat(report, isIdempotent());
 * }</pre>
 *
 * <p>Source of the method: failing the n-th call and then the next, as SQLite's tests do it, and
 * metamorphic testing (Chen, Cheung and Yiu, 1998).
 */
public final class Idempotency {
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final PipelineBuilder builder;
  private final Map<String, StoredContent> contents = new LinkedHashMap<>();
  private final Map<Scenario, String> leftOut = new EnumMap<>(Scenario.class);
  private Supplier<PipelineOptions> options = PipelineOptionsFactory::create;
  private List<String> intervals = List.of("");
  private List<String> keyColumns = List.of();
  private FreshStore freshStore;
  private Settings.Meaning meaning;
  private long seed = 42;
  private int faults = 6;
  private Duration runLimit = Duration.ofMinutes(10);
  private Duration patience = Duration.ofSeconds(30);

  private Idempotency(PipelineBuilder builder) {
    this.builder = builder;
  }

  /** Checks the pipeline that this builds. */
  public static Idempotency of(PipelineBuilder builder) {
    return new Idempotency(builder);
  }

  /** What the world sees of the store after a run. Required. */
  public Idempotency storedContent(StoredContent content) {
    return storedContent("", content);
  }

  /** One of several things that the world sees, under a name. */
  public Idempotency storedContent(String name, StoredContent content) {
    contents.put(name, content);
    return this;
  }

  /** How the store is put back to what it was. Required, unless only {@code RUN_TWICE} is run. */
  public Idempotency freshStore(FreshStore reset) {
    freshStore = reset;
    return this;
  }

  /** The options of each run, made anew; those of an empty command line unless set. */
  public Idempotency options(Supplier<PipelineOptions> supplier) {
    options = supplier;
    return this;
  }

  /** What the runs are responsible for, in their usual order: each is a run of its own. */
  public Idempotency intervals(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("intervals needs at least one name.");
    }
    intervals = List.of(names);
    return this;
  }

  /** The columns that tell which rows belong together; by most equal columns unless set. */
  public Idempotency key(String... columns) {
    keyColumns = List.of(columns);
    return this;
  }

  /** A run replaces what it is responsible for: without rows, it leaves nothing of it. */
  public Idempotency replacing() {
    meaning = Settings.Meaning.REPLACING;
    return this;
  }

  /** A run adds to and updates what is stored: without rows, it changes nothing. */
  public Idempotency upserting() {
    meaning = Settings.Meaning.UPSERTING;
    return this;
  }

  /** Runs these scenarios only. */
  public Idempotency only(Scenario first, Scenario... more) {
    Set<Scenario> others = EnumSet.complementOf(EnumSet.of(first, more));
    others.forEach(scenario -> leftOut.putIfAbsent(scenario, "others were selected"));
    return this;
  }

  /**
   * Leaves a scenario out.
   *
   * @param reason why that is all right; the report shows it
   */
  public Idempotency without(Scenario scenario, String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "Say why '" + scenario.title() + "' is left out: the report shows it.");
    }
    leftOut.put(scenario, reason);
    return this;
  }

  /** The seed of all that is left to chance; 42 unless set. */
  public Idempotency seed(long number) {
    seed = number;
    return this;
  }

  /** The most faults tried in each scenario that has some, one run each; 6 unless set. */
  public Idempotency faultsPerScenario(int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "faultsPerScenario must be at least 1, but is " + number + ".");
    }
    faults = number;
    return this;
  }

  /** How long a run may take; 10 minutes unless set. */
  public Idempotency runLimit(Duration limit) {
    checkPositive("runLimit", limit);
    runLimit = limit;
    return this;
  }

  /** How long a run may be held for another one to finish; 30 seconds unless set. */
  public Idempotency patience(Duration limit) {
    checkPositive("patience", limit);
    patience = limit;
    return this;
  }

  private static void checkPositive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, but is " + value + ".");
    }
  }

  /** Runs the scenarios. Takes some thirty runs of the pipeline; the report says how many. */
  public IdempotencyReport check() {
    Settings settings = settings();
    ONE_AT_A_TIME.lock();
    try (Runs runs = new Runs(builder, options, runLimit)) {
      long start = System.nanoTime();
      Reference reference = reference(settings, runs);
      int referenceRuns = runs.count();
      Duration referenceTime = since(start);
      List<ScenarioResult> results = new Scenarios(new Laboratory(settings, runs, reference)).run();
      return new IdempotencyReport(
          results,
          reference.content().size(),
          seed,
          new Effort(runs.count(), referenceRuns, since(start), referenceTime));
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private Settings settings() {
    if (contents.isEmpty()) {
      throw new IllegalStateException(
          "There is nothing to compare: say with storedContent(...) what the world sees after a"
              + " run. Nothing was run.");
    }
    Set<Scenario> selected = Scenario.all();
    selected.removeAll(leftOut.keySet());
    if (selected.isEmpty()) {
      throw new IllegalStateException("Every scenario is left out. Nothing was run.");
    }
    List<String> needy =
        selected.stream().filter(Scenario::needsFreshStore).map(Scenario::name).toList();
    if (freshStore == null && !needy.isEmpty()) {
      throw new IllegalStateException(
          "These scenarios begin with a fresh store, and nobody said how to get one: "
              + needy
              + ". Give freshStore(...), such as one that truncates the table or empties the"
              + " directory, or select only(RUN_TWICE). Nothing was run.");
    }
    return new Settings(
        new Store(freshStore, Map.copyOf(contents), new Comparison(keyColumns)),
        intervals,
        new EnumMap<>(leftOut),
        meaning,
        seed,
        new Settings.Limits(faults, runLimit, patience));
  }

  private static Reference reference(Settings settings, Runs runs) {
    Store store = settings.store();
    store.reset();
    List<StoredRow> initial = store.read();
    FaultState state = FaultState.none();
    Conditions plain = Conditions.plain(settings.seed());
    Span span = null;
    Ended last = null;
    for (String interval : settings.intervals()) {
      last = runs.run(interval, plain, state, Hold.NONE);
      if (last.hasFailed()) {
        throw new IllegalStateException(
            "The reference run"
                + (interval.isEmpty() ? "" : " of " + interval)
                + " failed, so there is nothing to compare with: "
                + Laboratory.rootOf(last.failure()),
            last.failure());
      }
      span = span == null ? last.span() : span.and(last.span());
    }
    List<StoredRow> content = store.read();
    if (store.comparison().between(initial, content).isNone()) {
      throw new IllegalStateException(
          "The reference run left the stored content as it was ("
              + content.size()
              + " rows), so that no scenario could show a difference: does it have input, and does"
              + " storedContent(...) look where it writes?");
    }
    return new Reference(initial, List.copyOf(content), span, state.arrivals(), last.hooks());
  }
}
