package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Rows that do not fit, collected with their reasons while the run goes on. */
class RejectedRowsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path dir;
  private Path input;
  private Path target;
  private Path rejected;

  @BeforeEach
  void oneRowOfEachKind() throws IOException {
    target = dir.resolve("orders");
    rejected = dir.resolve("rejected rows.jsonl");
    input =
        Files.writeString(
            dir.resolve("in.csv"),
            String.join(
                "\n",
                "id,day,v,note",
                "1,2024-03-15,1,good",
                "2,2024-03-15,1",
                "x,2024-03-15,1,\"say \"\"hi\"\"\"",
                ",2024-03-15,1,no key",
                "5,2024-03-15,,no version",
                "6,2024-04-01,1,late",
                "7,2024-03-16,1,good",
                "7,2024-03-16,1,good",
                ""));
  }

  private Refrain replace() {
    return Refrain.replace(input, target).with("--rejected", rejected);
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(rejected)) {
      nodes.add(MAPPER.readTree(line));
    }
    return nodes;
  }

  @Test
  void eachKindIsCollectedWithItsReasonAndPlace() throws IOException {
    replace().run().isDone();

    assertThat(
        lines().stream().map(JsonNode::toString).toList(),
        containsInAnyOrder(
            line(
                "malformed_row",
                "",
                "3 fields, where the header names 4 columns",
                "in.csv:3",
                "2,2024-03-15,1"),
            line(
                "unfit_value",
                "id",
                "'x' is not a whole number",
                "in.csv:4",
                "x,2024-03-15,1,\"say \"\"hi\"\"\""),
            line(
                "null_key",
                "id",
                "the key is null",
                "in.csv:5",
                "{id=null, day=2024-03-15, v=1, note=no key}"),
            line(
                "null_version",
                "v",
                "the version is null",
                "in.csv:6",
                "{id=5, day=2024-03-15, v=null, note=no version}"),
            line(
                "out_of_scope",
                "day",
                "day=2024-04-01 is outside of the scope: day in 2024-03-01/2024-04-01",
                "in.csv:7",
                "{id=6, day=2024-04-01, v=1, note=late}")));
  }

  private static String line(String code, String column, String reason, String where, String row) {
    return MAPPER
        .createObjectNode()
        .put("code", code)
        .put("column", column)
        .put("reason", reason)
        .put("where", where)
        .put("row", row)
        .toString();
  }

  @Test
  void theReceiptCountsEveryRowOnceWhereverItWasRejected() throws SQLException {
    Outcome outcome = replace().with("--json").run();

    assertThat(outcome.count("rows_in"), is(8L));
    assertThat(outcome.count("rejected"), is(5L));
    assertThat(outcome.count("collapsed"), is(1L));
    assertThat(outcome.count("written"), is(2L));
    assertThat(new Dataset(target).rows(), contains("1|2024-03-15|1|good", "7|2024-03-16|1|good"));
  }

  @Test
  void theFileIsEmptyWhenNothingIsRejectedAndWrittenAnewByEachRun() throws IOException {
    replace().run().isDone();
    Path good = Files.writeString(dir.resolve("good.csv"), "id,day,v,note\n1,2024-03-15,1,a\n");

    replace().with("--input", good).run().isDone();

    assertThat(Files.readString(rejected), is(emptyString()));
  }

  @Test
  void asManyAsAllowedPassAndOneMoreFailsBeforeAnythingChanges() throws IOException {
    replace().with("--maxRejected", 5).run().isDone();
    Map<String, String> before = new Dataset(target).contents();

    replace()
        .with("--maxRejected", 4)
        .run()
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "5 rows were rejected, 4 are allowed. Nothing was changed.",
            "  in.csv:3: malformed_row",
            "  in.csv:7: out_of_scope in day");

    assertThat(new Dataset(target).contents(), is(before));
  }

  @Test
  void aRunThatFailsLeavesNoTemporaryFilesBesideTheRejected() throws IOException {
    replace().with("--maxRejected", 0).run();

    try (Stream<Path> files = Files.list(dir)) {
      assertThat(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals("rejected rows.jsonl"))
              .toList(),
          containsInAnyOrder("in.csv", "orders"));
    }
  }

  @Test
  void theDirectoryOfTheFileIsMade() throws IOException {
    rejected = dir.resolve("new/deep/r.jsonl");

    replace().run().isDone();

    assertThat(lines().size(), is(5));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsSaidWithTheFileThatCouldNotBeWritten() {
    rejected = Path.of("/dev/full");

    replace()
        .run()
        .failsWith(
            ExitCode.FAILURE,
            "failed: The rejected rows cannot be written to /dev/full: No space left on device.",
            "Run it again: that is safe.");
  }
}
