package io.refrain.conformance.matrix;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.refrain.conformance.scenario.Planted;
import io.refrain.conformance.scenario.Runner;
import io.refrain.conformance.scenario.Scenario;
import io.refrain.conformance.subject.DeltaLake;
import io.refrain.conformance.subject.FileSubject;
import io.refrain.conformance.subject.H2Subject;
import io.refrain.conformance.subject.IcebergLake;
import io.refrain.conformance.subject.LakeMergeSubject;
import io.refrain.conformance.subject.LakeSubject;
import io.refrain.conformance.subject.MariaDbSubject;
import io.refrain.conformance.subject.MemoryMergeSubject;
import io.refrain.conformance.subject.MemorySubject;
import io.refrain.conformance.subject.MergeSubject;
import io.refrain.conformance.subject.ParquetSubject;
import io.refrain.conformance.subject.PostgresSubject;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.conformance.subject.TableSubject;
import io.refrain.conformance.subject.UpsertSubject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule against every target: each scenario holds, and notices its defect. Prints the matrix,
 * and writes it to {@code target/conformance-matrix.md}.
 *
 * <p>Pipelines run on DirectRunner; on an embedded Flink as well those of upserts into servers, and
 * of each other target the first. {@code -Dtest.jvm.args="-Xmx1500m -Drefrain.flink.all=true"} runs
 * all of them there, {@code -Drefrain.matrix.tables=true} adds replaces in every database, and
 * {@code -Drefrain.matrix.only=Delta} runs the columns that have it in their head.
 */
class ConformanceTest {
  private static final String BEGIN = "<!-- conformance matrix: generated, begin -->\n";
  private static final String END = "<!-- conformance matrix: generated, end -->";

  private static final String ALL_ON_FLINK = "refrain.flink.all";
  private static final String ALL_TABLES = "refrain.matrix.tables";
  private static final String ONLY = "refrain.matrix.only";

  private static List<ReplaceSubject> replaces;
  private static List<UpsertSubject> upserts;
  private static List<MergeSubject> merges;
  private static List<Column<?>> columns;
  private static Matrix matrix;
  private static final Map<String, FutureTask<Void>> begun = new HashMap<>();

  @BeforeAll
  static void open() throws Exception {
    List<UpsertSubject> standard = List.of(new H2Subject(), new PostgresSubject());
    List<UpsertSubject> others =
        List.of(new MariaDbSubject(), FileSubject.sqlite(), FileSubject.duckDb());
    upserts = Stream.concat(standard.stream(), others.stream()).toList();
    replaces = new ArrayList<>();
    replaces.add(new MemorySubject());
    replaces.add(ParquetSubject.throughItsManifest());
    replaces.add(ParquetSubject.byPlainListing());
    replaces.add(new LakeSubject(new IcebergLake()));
    replaces.add(new LakeSubject(new DeltaLake()));
    // Replaces in the others take minutes more, and are tested beside their code.
    (Boolean.getBoolean(ALL_TABLES) ? upserts : standard)
        .forEach(databases -> replaces.add(new TableSubject(databases)));
    columns = new ArrayList<>();
    replaces.forEach(subject -> columns.add(Column.of(subject)));
    upserts.forEach(subject -> columns.add(Column.of(subject)));
    merges =
        List.of(
            new MemoryMergeSubject(),
            new LakeMergeSubject(new IcebergLake()),
            new LakeMergeSubject(new DeltaLake()));
    merges.forEach(subject -> columns.add(Column.of(subject)));
    matrix = new Matrix(columns);
  }

  @AfterAll
  static void close() throws IOException {
    String table = matrix.toMarkdown();
    Files.writeString(Path.of("target", "conformance-matrix.md"), table);
    System.out.println("\nThe promise, rule by target:\n\n" + table);
    for (ReplaceSubject subject : replaces) {
      subject.close();
    }
    for (UpsertSubject subject : upserts) {
      subject.close();
    }
    for (MergeSubject subject : merges) {
      subject.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyRuleHolds() {
    beginThoseThatWait();
    return chosen().map(column -> dynamicContainer(column.title(), clean(column).toList()));
  }

  private static Stream<Column<?>> chosen() {
    return columns.stream().filter(column -> column.title().contains(System.getProperty(ONLY, "")));
  }

  private static <S> Stream<DynamicTest> clean(Column<S> column) {
    return column.scenarios().stream()
        .flatMap(
            scenario ->
                runnersOf(column, scenario)
                    .map(
                        runner ->
                            dynamicTest(
                                title(scenario) + (scenario.runners() ? ", " + runner : ""),
                                () -> holds(column, scenario, runner))));
  }

  /** An embedded Flink takes seconds to start: all of them everywhere only when asked for. */
  private static <S> Stream<Runner> runnersOf(Column<S> column, Scenario<S> scenario) {
    boolean onFlink =
        column.isOnFlink(scenario) || (scenario.runners() && Boolean.getBoolean(ALL_ON_FLINK));
    return onFlink ? Stream.of(Runner.values()) : Stream.of(Runner.DIRECT);
  }

  /** What mostly waits does so while others run. */
  private static void beginThoseThatWait() {
    chosen().forEach(ConformanceTest::beginThoseThatWait);
  }

  private static <S> void beginThoseThatWait(Column<S> column) {
    for (Scenario<S> scenario : column.scenarios()) {
      if (scenario.waits()) {
        FutureTask<Void> task =
            new FutureTask<>(
                () -> {
                  column.run(scenario, Planted.NOTHING, Runner.DIRECT);
                  return null;
                });
        begun.put(column.title() + title(scenario), task);
        new Thread(task, title(scenario)).start();
      }
    }
  }

  private static <S> void run(Column<S> column, Scenario<S> scenario, Runner runner)
      throws Exception {
    FutureTask<Void> task = begun.get(column.title() + title(scenario));
    if (task == null) {
      column.run(scenario, Planted.NOTHING, runner);
      return;
    }
    try {
      task.get(5, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error broken) {
        throw broken;
      }
      throw e;
    }
  }

  private static <S> void holds(Column<S> column, Scenario<S> scenario, Runner runner)
      throws Exception {
    boolean held = false;
    try {
      run(column, scenario, runner);
      held = true;
    } finally {
      if (!held) {
        matrix.broke(column, scenario.rule());
      }
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyScenarioNoticesItsDefect() {
    return chosen().map(column -> dynamicContainer(column.title(), defective(column).toList()));
  }

  private static <S> Stream<DynamicTest> defective(Column<S> column) {
    return column.scenarios().stream()
        .map(
            scenario ->
                dynamicTest(
                    title(scenario) + ", with " + scenario.defect(),
                    () -> notices(column, scenario)));
  }

  /** Only a broken assertion counts: an error on the way would prove nothing. */
  private static <S> void notices(Column<S> column, Scenario<S> scenario) throws Exception {
    boolean noticed = false;
    try {
      column.run(scenario, scenario.defect(), Runner.DIRECT);
    } catch (AssertionError e) {
      noticed = true;
    } catch (SQLException e) {
      // A value that became SQL is, with luck, no SQL that a database takes.
      noticed = scenario.defect() == Planted.PASTES_VALUES;
      if (!noticed) {
        throw e;
      }
    }
    assertThat(scenario.defect() + " is noticed", noticed, is(true));
  }

  private static String title(Scenario<?> scenario) {
    return scenario.rule() + ": " + scenario.name();
  }

  @Test
  void everyScenarioHasADefect() {
    columns.forEach(
        column ->
            column
                .scenarios()
                .forEach(s -> assertThat(title(s), s.defect(), not(equalTo(Planted.NOTHING)))));
  }

  @Test
  void everyCellIsAScenarioOrHasAReason() {
    for (Column<?> column : columns) {
      for (Rule rule : Rule.ALL) {
        assertThat(
            column.title() + ", " + rule,
            column.covers(rule.number()),
            is(column.absent(rule.number()).isEmpty()));
      }
    }
  }

  @Test
  void theReadmeShowsThisMatrix() throws IOException {
    assumeFalse(Boolean.getBoolean(ALL_TABLES), "it has fewer columns");
    Path readme = Path.of("..", "..", "README.md");
    String text = Files.readString(readme);
    String generated = new Matrix(columns).toMarkdown();
    if (Boolean.getBoolean("refrain.matrix.write")) {
      text =
          text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
              + generated
              + text.substring(text.indexOf(END));
      Files.writeString(readme, text);
    }
    assertThat(
        "the matrix in README.md is not the generated one. Write it anew with: ./mvnw -pl"
            + " src-test/conformance -am test -Dtest=ConformanceTest"
            + " -Dtest.jvm.args=-Drefrain.matrix.write=true",
        text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END)),
        equalTo(generated));
  }
}
