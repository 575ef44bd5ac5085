package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code files}, {@code repair} and {@code generate}. */
class DatasetCommandsTest {
  @TempDir private Path dir;
  private Path target;

  @BeforeEach
  void setUp() {
    target = dir.resolve("orders");
  }

  private void replaceTwice() throws IOException {
    Path input =
        Files.writeString(
            dir.resolve("in.csv"), "id,day,v,note\n1,2024-03-15,1,a\n2,2024-03-16,1,b\n");
    Refrain.replace(input, target).run().isDone();
    Refrain.replace(input, target).run().isDone();
  }

  private List<Path> visibleFiles() throws IOException {
    try (Stream<Path> tree = Files.walk(target)) {
      return tree.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void filesListsExactlyTheLiveFiles() throws IOException {
    replaceTwice();

    Outcome outcome = Refrain.run("files", "parquet:" + target).isDone();

    List<Path> listed = outcome.out().lines().map(Path::of).sorted().toList();
    assertThat(listed, hasSize(2));
    assertThat(listed, equalTo(visibleFiles()));
  }

  @Test
  void filesOfNoDatasetIsAnErrorOfTheTarget() {
    Refrain.run("files", "parquet:" + dir.resolve("none"))
        .failsWith(
            ExitCode.USAGE,
            dir.resolve("none") + " is no dataset: there is no manifest in _refrain/manifests.",
            "Is the path right?");
    Refrain.run("files", target.toString())
        .failsWith(ExitCode.USAGE, "Unknown target '" + target + "'. Known: parquet:DIR");
  }

  @Test
  void repairOfAHealthyDatasetHasNothingToDo() throws IOException {
    replaceTwice();

    assertThat(
        Refrain.run("repair", "parquet:" + target).isDone().out().strip(),
        is("parquet:" + target + ": commit 2 is complete, nothing was old enough to remove"));
  }

  @Test
  void repairRemovesWhatIsOldAndOfNoUseAndNothingElse() throws IOException {
    replaceTwice();
    List<Path> live = visibleFiles();
    Path orphan = target.resolve("_refrain/staging/crashed/0.parquet.staged");
    Files.createDirectories(orphan.getParent());
    Files.writeString(orphan, "staged by a run that was killed");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(3, ChronoUnit.DAYS)));
    Path young = target.resolve("_refrain/staging/running/0.parquet.staged");
    Files.createDirectories(young.getParent());
    Files.writeString(young, "staged by a run that goes on");

    Outcome outcome = Refrain.run("repair", "parquet:" + target).isDone();

    assertThat(
        outcome.out().lines().findFirst().orElse(""),
        is("parquet:" + target + ": commit 2 is complete, 1 file removed"));
    assertThat(outcome.out(), containsString("  removed _refrain/staging/crashed/0.parquet"));
    assertThat(Files.exists(orphan), is(false));
    assertThat(Files.exists(young), is(true));
    assertThat(visibleFiles(), is(live));
  }

  @Test
  void repairOfNothingSaysSo() {
    assertThat(
        Refrain.run("repair", "parquet:" + dir.resolve("none")).isDone().out().strip(),
        is(
            "parquet:"
                + dir.resolve("none")
                + ": holds no commit, nothing was old enough to remove"));
  }

  @Test
  void generateWritesTheSameBytesTwice() throws IOException {
    Outcome outcome = Refrain.run("generate", "--output=" + dir.resolve("a b"));
    Refrain.run("generate", "--output=" + dir.resolve("c"));

    assertThat(outcome.code(), is(0));
    assertThat(
        outcome.out().lines().toList(),
        is(
            List.of(
                dir.resolve("a b/orders.csv").toString(),
                dir.resolve("a b/orders_redelivery.csv").toString())));
    assertThat(outcome.err(), matchesPattern("schema: order_id BIGINT NOT NULL, .*\\R"));
    for (String name : List.of("orders.csv", "orders_redelivery.csv")) {
      assertThat(
          Files.readString(dir.resolve("a b").resolve(name)),
          is(Files.readString(dir.resolve("c").resolve(name))));
    }
  }

  @Test
  void generateScalesAndAnotherSeedIsOtherData() throws IOException {
    String digest = null;
    for (String seed : List.of("1", "1", "2")) {
      Path output = dir.resolve("seed" + seed);
      Outcome outcome =
          Refrain.command("generate")
              .with("--output", output)
              .with("--rows", 1000)
              .with("--days", 3)
              .with("--duplicates", 0.5)
              .with("--seed", seed)
              .run();
      assertThat(outcome.code(), is(0));
      String now = Dataset.digest(output.resolve("orders.csv"));
      if (digest != null) {
        assertThat(now, seed.equals("1") ? is(digest) : not(digest));
      }
      digest = now;
      List<String> lines = Files.readAllLines(output.resolve("orders.csv"));
      assertThat(lines, hasSize(1001));
      assertThat(
          lines.stream().skip(1).map(line -> line.split(",", -1)[5]).distinct().count(), is(3L));
      assertThat(
          lines.stream().skip(1).map(line -> line.split(",", -1)[0]).distinct().count(), is(500L));
    }
  }

  @Test
  void generateRefusesWhatMakesNoSense() throws IOException {
    Refrain generate = Refrain.command("generate").with("--output", dir).with("--rows", 10);

    generate.with("--rows", -5).run().failsWith(ExitCode.USAGE, "rows must be", "but is -5.");
    generate.with("--days", 0).run().failsWith(ExitCode.USAGE, "days must be", "but is 0.");
    generate.with("--duplicates", 2).run().failsWith(ExitCode.USAGE, "duplicates must be");
    Path file = Files.createFile(dir.resolve("file"));
    generate
        .with("--output", file)
        .run()
        .failsWith(ExitCode.USAGE, "--output=" + file + " is a file. Name a directory");
  }

  @Test
  void whatIsGeneratedCanBeLoadedAsTheHelpSays() throws IOException {
    String schema =
        Refrain.run("generate", "--output=" + dir).err().strip().replaceFirst("^schema: ", "");

    Outcome outcome =
        Refrain.command("replace")
            .with("--input", dir.resolve("orders.csv"))
            .with("--schema", schema)
            .with("--key", "order_id")
            .with("--latestBy", "updated_at")
            .with("--partitionBy", "order_date")
            .with("--interval", "2024-03-15/2024-03-17")
            .with("--target", "parquet:" + target)
            .run()
            .isDone();

    assertThat(outcome.line("written"), is("20"));
    assertThat(outcome.line("partitions"), is("2"));
  }
}
