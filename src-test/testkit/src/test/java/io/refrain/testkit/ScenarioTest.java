package io.refrain.testkit;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.differsIn;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.differsOnlyIn;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.isIdempotent;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.refrain.testkit.inject.Faults;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;

/**
 * Each scenario catches a mistake that was planted for it, in a pipeline that is otherwise fine: it
 * puts every row at its own key.
 */
final class ScenarioTest {
  private static final List<String> ROWS = List.of("ant", "bee", "cow", "dog", "eel", "fox");

  private final MemoryStore store = new MemoryStore();

  /** What a planted mistake does with a row. */
  private interface Write extends java.io.Serializable {
    void write(MemoryStore store, String row) throws Exception;
  }

  private static final class WriteFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final MemoryStore store;
    private final Write write;

    WriteFn(MemoryStore store, Write write) {
      this.store = store;
      this.write = write;
    }

    @ProcessElement
    public void write(@Element String row, OutputReceiver<String> out) throws Exception {
      write.write(store, row);
      out.output(row);
    }
  }

  private Idempotency checkOf(Write write) {
    return of(
        run ->
            run.pipeline()
                .apply(Create.of(run.input(ROWS)).withCoder(StringUtf8Coder.of()))
                .apply(run.deliver())
                .apply(run.faults().beforeWrite())
                .apply(ParDo.of(new WriteFn(store, write)))
                .apply(run.faults().afterWrite()));
  }

  private Idempotency of(PipelineBuilder builder) {
    return Idempotency.of(builder)
        .freshStore(store::clear)
        .storedContent(store.content())
        .faultsPerScenario(2);
  }

  private static void put(MemoryStore store, String row) {
    store.keyed().put(row, row.toUpperCase(Locale.ROOT));
  }

  @Test
  void aPipelineWithoutAMistakePasses() {
    IdempotencyReport report =
        checkOf(ScenarioTest::put)
            .upserting()
            .without(Scenario.INTERVALS_REORDERED, "there is one")
            .without(Scenario.OLDER_RUN_LAST, "rows never change")
            .check();
    assertThat(report, isIdempotent());
    assertThat(report.outcome(Scenario.OTHER_BUNDLES).detail(), startsWith("rows and workers"));
  }

  @Test
  void aValuePerBundleIsCaught() {
    PipelineBuilder numbered =
        run ->
            run.pipeline()
                .apply(Create.of(run.input(ROWS)).withCoder(StringUtf8Coder.of()))
                .apply(run.deliver())
                .apply(ParDo.of(new NumberFn(store)));
    assertThat(
        of(numbered).only(Scenario.OTHER_BUNDLES).check(), differsIn(Scenario.OTHER_BUNDLES));
  }

  /** The mistake: numbers rows within the bundle. */
  private static final class NumberFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;
    private final MemoryStore store;
    private int number;

    NumberFn(MemoryStore store) {
      this.store = store;
    }

    @StartBundle
    public void start() {
      number = 0;
    }

    @ProcessElement
    public void put(@Element String row) {
      store.keyed().put(row, "of bundle: " + ++number);
    }
  }

  @Test
  void anAppendIsCaughtByTwoRunsAndByRetries() {
    IdempotencyReport report =
        checkOf((store, row) -> store.appended().add(row))
            .only(
                Scenario.RUN_TWICE,
                Scenario.INPUT_DELIVERED_TWICE,
                Scenario.BUNDLE_RETRIED,
                Scenario.CRASH_DURING_COMMIT,
                Scenario.CRASH_AFTER_COMMIT,
                Scenario.TWO_RUNS_AT_ONCE,
                Scenario.CRASH_BEFORE_COMMIT)
            .check();
    assertThat(
        report,
        differsOnlyIn(
            Scenario.RUN_TWICE,
            Scenario.INPUT_DELIVERED_TWICE,
            Scenario.BUNDLE_RETRIED,
            Scenario.CRASH_DURING_COMMIT,
            Scenario.CRASH_AFTER_COMMIT,
            Scenario.TWO_RUNS_AT_ONCE));
  }

  @Test
  void aMarkThatIsSetBeforeTheWriteIsCaughtByACrashBeforeTheCommit() {
    PipelineBuilder marks =
        run ->
            run.pipeline()
                .apply(Create.of(run.input(ROWS)).withCoder(StringUtf8Coder.of()))
                .apply(ParDo.of(new MarkFn(run.faults(), store)));
    IdempotencyReport report =
        of(marks)
            .freshStore(
                () -> {
                  store.clear();
                  MARKS.clear();
                })
            .only(Scenario.CRASH_BEFORE_COMMIT)
            .check();
    assertThat(
        report,
        differsIn(
            Scenario.CRASH_BEFORE_COMMIT,
            startsWith("Rows are lost after a crash in which nothing was written")));
  }

  /** The mistake: remembers a row as done, then writes it. */
  private static final class MarkFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;
    private final Faults faults;
    private final MemoryStore store;

    MarkFn(Faults faults, MemoryStore store) {
      this.faults = faults;
      this.store = store;
    }

    @ProcessElement
    public void write(@Element String row) throws Exception {
      if (MARKS.add(row)) {
        faults.call(
            "put",
            () -> {
              put(store, row);
              return null;
            });
      }
    }
  }

  private static final Set<String> MARKS = ConcurrentHashMap.newKeySet();

  @Test
  void anOlderRunThatOverwritesANewerOneIsCaught() {
    IdempotencyReport report =
        of(run ->
                run.pipeline()
                    .apply(
                        Create.of(run.input(List.of("1:new", "2:new"), List.of("1:old", "2:old")))
                            .withCoder(StringUtf8Coder.of()))
                    .apply(run.faults().beforeWrite())
                    .apply(
                        ParDo.of(
                            new WriteFn(
                                store,
                                (to, row) ->
                                    to.keyed().put(row.substring(0, 1), row.substring(2))))))
            .only(Scenario.OLDER_RUN_LAST)
            .check();
    assertThat(
        report,
        differsIn(
            Scenario.OLDER_RUN_LAST,
            startsWith("An older run overwrites what a newer one stored")));
  }

  @Test
  void aRunThatWritesOutsideOfItsIntervalIsCaught() {
    IdempotencyReport report =
        of(run ->
                run.pipeline()
                    .apply(Create.of(run.interval()))
                    .apply(ParDo.of(new WriteFn(store, (to, day) -> to.keyed().put("last", day)))))
            .intervals("Monday", "Tuesday")
            .only(Scenario.INTERVALS_REORDERED)
            .check();
    assertThat(
        report,
        differsIn(
            Scenario.INTERVALS_REORDERED,
            startsWith("The content depends on the order of the intervals")));
  }

  @Test
  void rowsThatStayInAnEmptiedIntervalAreCaughtIfRunsReplace() {
    assertThat(
        checkOf(ScenarioTest::put).replacing().only(Scenario.INTERVAL_EMPTIED).check(),
        differsIn(
            Scenario.INTERVAL_EMPTIED, startsWith("Rows of a former run of the interval stay")));
  }

  @Test
  void rowsThatGoWithAnEmptiedIntervalAreCaughtIfRunsUpsert() {
    PipelineBuilder replaces =
        run -> {
          store.clear();
          run.pipeline()
              .apply(Create.of(run.input(ROWS)).withCoder(StringUtf8Coder.of()))
              .apply(ParDo.of(new WriteFn(store, ScenarioTest::put)));
        };
    assertThat(
        of(replaces).upserting().only(Scenario.INTERVAL_EMPTIED).check(),
        differsIn(
            Scenario.INTERVAL_EMPTIED, startsWith("A run without rows removes what is stored.")));
  }

  @Test
  void aClockThatIsHandedInIsMovedByAYear() {
    IdempotencyReport report =
        of(run -> {
              Clock clock = run.clock();
              run.pipeline()
                  .apply(Create.of("row"))
                  .apply(
                      ParDo.of(
                          new WriteFn(
                              store,
                              (to, row) ->
                                  to.keyed()
                                      .put(row, clock.instant().toString().substring(0, 4)))));
            })
            .only(Scenario.CLOCK_MOVED)
            .check();
    assertThat(
        report,
        differsIn(Scenario.CLOCK_MOVED, startsWith("The result depends on when the run takes")));
  }

  @Test
  void aDateOfTodayIsNamed() {
    Outcome outcome =
        checkOf(
                (to, row) ->
                    to.keyed()
                        .put(row, Instant.now().atZone(ZoneId.of("UTC")).toLocalDate().toString()))
            .only(Scenario.CLOCK_MOVED)
            .check()
            .outcome(Scenario.CLOCK_MOVED);
    assertThat(
        outcome.detail(),
        is(
            "run again some seconds later; [value] hold the date of today: if it is read from the"
                + " clock, this shows only after midnight"));
  }

  @Test
  void theDefaultTimeZoneIsCaughtAndPutBack() {
    TimeZone before = TimeZone.getDefault();
    IdempotencyReport report =
        checkOf(
                (to, row) ->
                    to.keyed()
                        .put(
                            row,
                            Instant.EPOCH
                                .atZone(ZoneId.systemDefault())
                                .toLocalDateTime()
                                .toString()))
            .only(Scenario.OTHER_TIME_ZONE)
            .check();
    assertThat(
        report,
        differsIn(Scenario.OTHER_TIME_ZONE, startsWith("The result depends on the JVM's default")));
    assertThat(TimeZone.getDefault(), is(before));
  }

  @Test
  @SuppressWarnings("StringCaseLocaleUsage")
  void theDefaultLocaleIsCaughtInLettersAndInDigits() {
    Locale before = Locale.getDefault();
    Write letters = (to, row) -> to.keyed().put(row, "i".toUpperCase());
    Write digits = (to, row) -> to.keyed().put(row, String.format("%d", 7));
    for (Write write : List.of(letters, digits)) {
      assertThat(
          checkOf(write).only(Scenario.OTHER_LOCALE).check(),
          differsIn(
              Scenario.OTHER_LOCALE,
              startsWith("The result depends on the JVM's default locale: give Locale.ROOT")));
    }
    assertThat(Locale.getDefault(), is(before));
  }

  @Test
  void chanceIsCaughtAndNotBlamedOnOtherThings() {
    IdempotencyReport report =
        checkOf(
                (to, row) ->
                    to.keyed().put(row, "lot " + ThreadLocalRandom.current().nextInt(1 << 30)))
            .only(Scenario.OTHER_RANDOM_SEED, Scenario.INPUT_SHUFFLED)
            .check();
    assertThat(
        report,
        differsIn(
            Scenario.OTHER_RANDOM_SEED,
            startsWith("The result differs from run to run although nothing else does")));
    assertThat(
        report,
        differsIn(
            Scenario.INPUT_SHUFFLED,
            is(
                "The columns [value] differ from run to run even if nothing else does, as 'another"
                    + " random seed' shows.")));
  }

  @Test
  void aRunThatFailsTheSecondTimeIsADifference() {
    IdempotencyReport report =
        checkOf(
                (to, row) -> {
                  if (to.keyed().putIfAbsent(row, row) != null) {
                    throw new java.sql.SQLIntegrityConstraintViolationException(row + " is there");
                  }
                })
            .only(Scenario.RUN_TWICE)
            .check();
    assertThat(
        report,
        differsIn(
            Scenario.RUN_TWICE, startsWith("The run inserts rows whose keys are stored already")));
  }
}
