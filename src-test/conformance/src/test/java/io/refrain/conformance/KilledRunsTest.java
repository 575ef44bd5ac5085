package io.refrain.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kill -9} at ten moments, and the run repeated: the content is that of a run never killed.
 */
class KilledRunsTest {
  @TempDir private static Path directory;
  private static Path csv;
  private static List<String> expectedRows;
  private static String expectedChecksum;

  /** When to kill: as soon as so many files of a kind are seen in the dataset. */
  enum Moment {
    FIRST_FILE_STAGED(".staged", 1),
    THIRD_FILE_STAGED(".staged", 3),
    SIXTH_FILE_STAGED(".staged", 6),
    ALL_FILES_STAGED(".staged", Deliveries.DAYS),
    PUBLISHED(".json", 2),
    FIRST_FILE_RETIRED(".retired", 1),
    THIRD_FILE_RETIRED(".retired", 3),
    SIXTH_FILE_RETIRED(".retired", 6),
    ALL_FILES_RETIRED(".retired", Deliveries.DAYS),
    SETTLED(".settled", 2);

    private final String suffix;
    private final int files;

    Moment(String suffix, int files) {
      this.suffix = suffix;
      this.files = files;
    }

    BooleanSupplier in(Path dataset) {
      return () -> count(dataset, suffix) >= files;
    }
  }

  @BeforeAll
  static void runOnceWithoutAKill() throws Exception {
    csv = Deliveries.plain(directory);
    Path dataset = directory.resolve("never-killed");
    RefrainProcess.Ended run = load(csv, dataset);
    expectedChecksum = Deliveries.checksum(run);
    expectedRows = DuckDb.rows(dataset);
    assertThat(expectedRows.size(), is(16_000));
  }

  @ParameterizedTest
  @EnumSource
  void killedAndRepeatedIsAsIfRunOnce(Moment moment) throws Exception {
    Path dataset = directory.resolve(moment.name());
    // An older content, so that there is something to replace.
    load(Deliveries.shuffled(csv, 1), dataset);
    RefrainProcess killed = RefrainProcess.start(directory, everything(csv, dataset));
    killed.killWhen(moment.in(dataset));

    RefrainProcess.Ended repeated = load(csv, dataset);

    assertThat(Deliveries.checksum(repeated), equalTo(expectedChecksum));
    assertThat(DuckDb.rows(dataset), equalTo(expectedRows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "flink"})
  void onEachRunnerShuffledAndDeliveredTwiceIsTheSame(String runner) throws Exception {
    Path dataset = directory.resolve("disguised-" + runner);
    for (Path input : List.of(Deliveries.shuffled(csv, 2), csv, twice())) {
      RefrainProcess.Ended run =
          RefrainProcess.run(
              directory,
              Deliveries.replace(input, dataset, "--scope=everything", "--runner=" + runner));
      assertThat(run.err(), run.code(), is(0));
      assertThat(Deliveries.checksum(run), equalTo(expectedChecksum));
      assertThat(DuckDb.rows(dataset), equalTo(expectedRows));
    }
  }

  private static Path twice() throws IOException {
    Path twice = csv.resolveSibling("times-2");
    return Files.exists(twice) ? twice : Deliveries.delivered(csv, 2);
  }

  private static RefrainProcess.Ended load(Path input, Path dataset) throws Exception {
    RefrainProcess.Ended run = RefrainProcess.run(directory, everything(input, dataset));
    assertThat(run.err(), run.code(), is(0));
    return run;
  }

  private static List<String> everything(Path input, Path dataset) {
    return Deliveries.replace(input, dataset, "--scope=everything", "--runner=direct");
  }

  private static long count(Path dataset, String suffix) {
    if (!Files.isDirectory(dataset)) {
      return 0;
    }
    try (Stream<Path> tree = Files.walk(dataset)) {
      return tree.filter(file -> file.toString().endsWith(suffix)).count();
    } catch (UncheckedIOException e) {
      return 0; // The tree changed while it was walked.
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
