package io.refrain.testkit;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.differsOnlyIn;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.isIdempotent;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.showsNoDifference;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.report.Outcome;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check needs, refuses and says. */
final class IdempotencyTest {
  private final MemoryStore store = new MemoryStore();

  private static final class PutFn extends DoFn<String, Void> {
    private static final long serialVersionUID = 1L;
    private final MemoryStore store;

    PutFn(MemoryStore store) {
      this.store = store;
    }

    @ProcessElement
    public void put(@Element String row) {
      store.keyed().put(row, row);
    }
  }

  private void putAll(Run run) {
    run.pipeline().apply(Create.of("ant", "bee")).apply(ParDo.of(new PutFn(store)));
  }

  private Idempotency check() {
    return Idempotency.of(this::putAll).storedContent(store.content()).freshStore(store::clear);
  }

  private static String refusalOf(Idempotency check) {
    return assertThrows(IllegalStateException.class, check::check).getMessage();
  }

  @Test
  void withoutContentThereIsNothingToCompare() {
    assertThat(
        refusalOf(Idempotency.of(this::putAll).freshStore(store::clear)),
        is(
            "There is nothing to compare: say with storedContent(...) what the world sees after a"
                + " run. Nothing was run."));
    assertThat(store.keyed().isEmpty(), is(true));
  }

  @Test
  void withoutAFreshStoreOnlyTwoRunsCanBeChecked() {
    Idempotency check = Idempotency.of(this::putAll).storedContent(store.content());
    assertThat(
        refusalOf(check),
        allOf(
            startsWith(
                "These scenarios begin with a fresh store, and nobody said how to get one:"
                    + " [INPUT_SHUFFLED, INPUT_DELIVERED_TWICE, "),
            containsString("Give freshStore(...), such as one that truncates the table")));
    assertThat(check.only(Scenario.RUN_TWICE).check(), isIdempotent());
  }

  @Test
  void aStoreThatIsNotFreshIsRefused() {
    assertThat(
        refusalOf(Idempotency.of(this::putAll).storedContent(store.content()).freshStore(() -> {})),
        is(
            "freshStore does not put the store back to what it was before the first run: 2 rows too"
                + " many. Every scenario has to begin with the same content."));
  }

  @Test
  void aReferenceThatLeavesNothingIsRefused() {
    assertThat(
        refusalOf(check().storedContent(List::of)),
        is(
            "The reference run left the stored content as it was (0 rows), so that no scenario could"
                + " show a difference: does it have input, and does storedContent(...) look where it"
                + " writes?"));
  }

  @Test
  void aReferenceThatFailsIsRefused() {
    IllegalStateException refusal =
        assertThrows(
            IllegalStateException.class,
            () ->
                Idempotency.of(
                        run -> {
                          throw new IOException("no such file");
                        })
                    .storedContent(store.content())
                    .freshStore(store::clear)
                    .check());
    assertThat(
        refusal.getMessage(),
        is(
            "The reference run failed, so there is nothing to compare with: IOException: no such"
                + " file"));
  }

  @Test
  void whatIsLeftOutNeedsAReason() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> check().without(Scenario.RUN_TWICE, " "))
            .getMessage(),
        is("Say why 'run twice' is left out: the report shows it."));
  }

  @Test
  void whatWasNotPluggedInIsNotCheckedAndNeverPassed() {
    IdempotencyReport report = check().check();
    assertThat(report, showsNoDifference());
    assertThat(report, not(isIdempotent()));
    assertThat(report.exitCode(), is(2));
    String input =
        "the pipeline reads its input past the kit: take it from run.input(...), run.files(...) or"
            + " through run.deliver()";
    for (Scenario scenario :
        List.of(
            Scenario.INPUT_SHUFFLED,
            Scenario.INPUT_DELIVERED_TWICE,
            Scenario.OLDER_RUN_LAST,
            Scenario.INTERVAL_EMPTIED)) {
      assertThat(report.outcome(scenario), is(new Outcome.NotChecked(input)));
    }
    for (Scenario scenario :
        List.of(
            Scenario.BUNDLE_RETRIED,
            Scenario.CRASH_BEFORE_COMMIT,
            Scenario.CRASH_DURING_COMMIT,
            Scenario.CRASH_AFTER_COMMIT)) {
      assertThat(
          report.outcome(scenario).detail(),
          startsWith("because the pipeline has no fault point: put run.faults().beforeWrite()"));
    }
    assertThat(
        report.outcome(Scenario.TWO_RUNS_AT_ONCE).detail(),
        startsWith("because no fault point is ahead of the write, where a run could be held"));
    assertThat(
        report.outcome(Scenario.INTERVALS_REORDERED).detail(),
        is("because there is only one interval: name two or more with intervals(...)"));
  }

  @Test
  void anOlderDeliveryThatChangesNothingProvesNothing() {
    IdempotencyReport report =
        Idempotency.of(
                run ->
                    run.pipeline()
                        .apply(Create.of(run.input(List.of("ant"), List.of("ant"))))
                        .apply(run.faults().beforeWrite())
                        .apply(ParDo.of(new PutFn(store))))
            .storedContent(store.content())
            .freshStore(store::clear)
            .only(Scenario.OLDER_RUN_LAST)
            .check();
    assertThat(
        report.outcome(Scenario.OLDER_RUN_LAST).detail(),
        startsWith("because the older delivery leaves the same content as the newer one"));
  }

  @Test
  void theReportSaysWhatTheOlderDeliveryWas() {
    IdempotencyReport report =
        Idempotency.of(
                run -> {
                  List<String> rows =
                      run.isOlder("the rows of last week") ? List.of("ant") : List.of("bee");
                  run.pipeline()
                      .apply(Create.of(run.input(rows)))
                      .apply(run.faults().beforeWrite())
                      .apply(ParDo.of(new PutFn(store)));
                })
            .storedContent(store.content())
            .freshStore(store::clear)
            .only(Scenario.OLDER_RUN_LAST)
            .check();
    assertThat(
        report.outcome(Scenario.OLDER_RUN_LAST).detail(),
        containsString("of an older delivery it had the rows of last week"));
  }

  @Test
  void filesThatAreRenamedFileByFileAreCaughtThroughTheFaultyFileSystem(@TempDir Path directory)
      throws Exception {
    Path in = Files.createDirectory(directory.resolve("in"));
    Path out = Files.createDirectory(directory.resolve("out"));
    Files.writeString(in.resolve("a.txt"), "ant\nbee\n");
    Files.writeString(in.resolve("b.txt"), "cow\n");
    IdempotencyReport report =
        Idempotency.of(
                run ->
                    run.pipeline()
                        .apply(TextIO.read().from(run.files(in) + "/*.txt"))
                        .apply(
                            TextIO.write()
                                .to(run.faults().file(out.resolve("part-" + run.seed()).toString()))
                                .withNumShards(1)
                                .withSuffix(".txt")))
            .storedContent(StoredContent.textLines(out, ".txt"))
            .freshStore(
                () -> {
                  try (var files = Files.walk(out)) {
                    files.filter(Files::isRegularFile).forEach(file -> file.toFile().delete());
                  }
                })
            .only(
                Scenario.RUN_TWICE,
                Scenario.INPUT_DELIVERED_TWICE,
                Scenario.CRASH_BEFORE_COMMIT,
                Scenario.CRASH_AFTER_COMMIT)
            .check();
    assertThat(report, differsOnlyIn(Scenario.INPUT_DELIVERED_TWICE));
    assertThat(
        report.outcome(Scenario.CRASH_AFTER_COMMIT).detail(),
        containsString("'rename' took effect"));
  }

  @Test
  void theSameCheckOnFlink() {
    IdempotencyReport report =
        Idempotency.of(
                run ->
                    run.pipeline()
                        .apply(
                            Create.of(run.input(List.of("ant", "bee", "cow")))
                                .withCoder(StringUtf8Coder.of()))
                        .apply(run.deliver())
                        .apply(run.faults().beforeWrite())
                        .apply(ParDo.of(new AppendFn(store)))
                        .apply(run.faults().afterWrite()))
            .options(() -> PipelineOptionsFactory.fromArgs("--runner=FlinkRunner").create())
            .storedContent(store.content())
            .freshStore(store::clear)
            .faultsPerScenario(1)
            .only(Scenario.RUN_TWICE, Scenario.OTHER_BUNDLES, Scenario.BUNDLE_RETRIED)
            .check();
    assertThat(report, differsOnlyIn(Scenario.RUN_TWICE, Scenario.BUNDLE_RETRIED));
    assertThat(report.notChecked().isEmpty(), is(true));
  }

  private static final class AppendFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final MemoryStore store;

    AppendFn(MemoryStore store) {
      this.store = store;
    }

    @ProcessElement
    public void append(@Element String row, OutputReceiver<String> out) {
      store.appended().add(row);
      out.output(row);
    }
  }
}
