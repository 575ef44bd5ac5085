package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to somebody else is left alone, unless it is taken over. */
class OwnershipTest {
  @TempDir private Path dir;
  private Path input;
  private Path target;
  private Dataset dataset;

  @BeforeEach
  void setUp() throws IOException {
    input = Files.writeString(dir.resolve("in.csv"), "id,day,v,note\n1,2024-03-15,1,mine\n");
    target = dir.resolve("orders");
    dataset = new Dataset(target);
  }

  @Test
  void aPartitionOfAnotherPipelineIsRefused() throws IOException {
    Refrain.replace(input, target).with("--pipeline", "finance").run().isDone();
    Map<String, String> before = dataset.contents();

    Refrain.replace(input, target)
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "Cannot replace day=2024-03-15 in "
                + target
                + ": it belongs to the pipeline 'finance',"
                + " and this one is 'orders'. Nothing was changed. Run under the owner's name, or"
                + " take ownership over with --takeOver.");

    assertThat(dataset.contents(), is(before));
  }

  @Test
  void ownershipCanBeTakenOver() throws SQLException {
    Refrain.replace(input, target).with("--pipeline", "finance").run().isDone();

    Refrain.replace(input, target).with("--takeOver").run().isDone();

    Outcome again = Refrain.replace(input, target).run().isDone();
    assertThat(again.line("deleted"), is("1"));
    assertThat(dataset.rows(), contains("1|2024-03-15|1|mine"));
  }

  @Test
  void theOwnerIsNamedAfterTheTargetUnlessItIsSaid() {
    assertThat(
        Refrain.replace(input, target).with("--json").run().json().get("pipeline").asText(),
        is("orders"));
    assertThat(
        Refrain.replace(input, target)
            .with("--target", "parquet:" + target + "/")
            .with("--json")
            .run()
            .json()
            .get("pipeline")
            .asText(),
        is("orders"));
  }

  @Test
  void anotherPipelinesOtherPartitionsAreNoObstacle() throws IOException, SQLException {
    Refrain.replace(input, target).with("--pipeline", "finance").run().isDone();
    Path april = Files.writeString(dir.resolve("april.csv"), "id,day,v,note\n2,2024-04-01,1,b\n");

    Refrain.replace(april, target).with("--interval", "2024-04").run().isDone();

    assertThat(dataset.rows(), contains("1|2024-03-15|1|mine", "2|2024-04-01|1|b"));
  }

  @Test
  void aDirectoryThatHoldsForeignFilesIsLeftAlone() throws IOException {
    Files.createDirectories(target.resolve("day=2024-03-15"));
    Files.writeString(target.resolve("notes.txt"), "not mine");
    Files.writeString(target.resolve("day=2024-03-15/part-0.parquet"), "somebody's");
    Map<String, String> before = dataset.contents();

    Refrain.replace(input, target)
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "somebody else wrote there: day=2024-03-15/part-0.parquet, notes.txt.",
            "Nothing was changed.",
            "Remove it, or take ownership over with --takeOver, and run again.");

    assertThat(dataset.contents(), is(before));
  }

  @Test
  void foreignFilesOfTheScopeGiveWayWhenTakenOverAndOthersStay() throws IOException, SQLException {
    Files.createDirectories(target.resolve("day=2024-03-15"));
    Files.writeString(target.resolve("notes.txt"), "not mine");
    Files.writeString(target.resolve("day=2024-03-15/part-0.parquet"), "no Parquet at all");

    Refrain.replace(input, target).with("--takeOver").run().isDone();

    assertThat(dataset.rows(), contains("1|2024-03-15|1|mine"));
    assertThat(Files.readString(target.resolve("notes.txt")), is("not mine"));
  }

  @Test
  void aFileThatSomebodyAddsToAPartitionIsAConflict() throws IOException {
    Refrain.replace(input, target).run().isDone();
    Files.writeString(target.resolve("day=2024-03-15/added.parquet"), "somebody's");
    Map<String, String> before = dataset.contents();

    Refrain.replace(input, target)
        .run()
        .failsWith(ExitCode.CONFLICT, "somebody else wrote there: day=2024-03-15/added.parquet.");

    assertThat(dataset.contents(), is(before));
  }

  @Test
  void otherPartitionColumnsAreRefused() throws IOException {
    Refrain.replace(input, target).run().isDone();
    Map<String, String> before = dataset.contents();

    Refrain.replace(input, target)
        .with("--partitionBy", "day,v")
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "it is partitioned by [day], and this run would partition it by [day, v].",
            "Nothing was changed.");

    assertThat(dataset.contents(), is(before));
  }

  @Test
  void aTargetThatIsAFileFailsAndLeavesTheFile() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "somebody's");

    Outcome outcome = Refrain.replace(input, file).run();

    outcome.failsWith(ExitCode.FAILURE, file.toString(), "Not a directory");
    assertThat(outcome.err(), containsString("Nothing was committed"));
    assertThat(Files.readString(file), is("somebody's"));
  }
}
