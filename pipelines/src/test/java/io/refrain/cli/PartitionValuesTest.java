package io.refrain.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partition values that a path cannot hold as they are: stored, and read back by DuckDB. */
class PartitionValuesTest {
  private static final List<String> VALUES =
      List.of(
          "plain",
          "with/slash",
          "..",
          "../../escape",
          ".hidden",
          "_under",
          "a=b",
          "two words",
          " around ",
          "50% off",
          "%2F",
          "Zürich",
          "日本",
          "e\u0301",
          "😀",
          "quote'd",
          "back\\slash",
          "colon:star*",
          "day=2024-03-15/x",
          "NULL");

  @TempDir private Path dir;
  private Path target;

  @BeforeEach
  void setUp() {
    target = dir.resolve("data set").resolve("by note");
  }

  private Refrain replace(Path input) {
    return Refrain.replace(input, target).with("--partitionBy", "note").scope("everything");
  }

  private Path csv(List<String> values) throws IOException {
    StringBuilder text = new StringBuilder("id,day,v,note\n");
    int id = 1;
    for (String value : values) {
      text.append(id++).append(",2024-03-15,1,\"").append(value).append("\"\n");
    }
    return Files.write(dir.resolve("in put.csv"), text.toString().getBytes(UTF_8));
  }

  @Test
  void everyValueIsReadBackAsItWas() throws IOException, SQLException {
    Outcome outcome = replace(csv(VALUES)).run().isDone();

    assertThat(outcome.line("partitions"), is(Integer.toString(VALUES.size())));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < VALUES.size(); i++) {
      expected.add((i + 1) + "|" + VALUES.get(i));
    }
    assertThat(new Dataset(target).rows("id, note"), is(expected.stream().sorted().toList()));
  }

  @Test
  void noValueLeavesTheTarget() throws IOException {
    replace(csv(VALUES)).run().isDone();

    try (Stream<Path> tree = Files.walk(dir)) {
      assertThat(
          tree.filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(target))
              .map(file -> dir.relativize(file).toString())
              .toList(),
          contains("in put.csv"));
    }
    try (Stream<Path> top = Files.list(target)) {
      assertThat(
          top.map(path -> path.getFileName().toString())
              .filter(name -> !name.startsWith("note=") && !name.equals("_refrain"))
              .toList(),
          is(List.of()));
    }
  }

  @Test
  void aSecondRunReplacesEachOfThem() throws IOException, SQLException {
    Path input = csv(VALUES);
    String first = replace(input).run().isDone().line("checksum");

    Outcome second = replace(input).run().isDone();

    assertThat(second.line("checksum"), is(first));
    assertThat(second.line("deleted"), is(Integer.toString(VALUES.size())));
    assertThat(new Dataset(target).rows("count(*)"), contains(Integer.toString(VALUES.size())));
  }

  @Test
  void aNullValueIsReadBackAsNull() throws IOException, SQLException {
    Path input = Files.writeString(dir.resolve("in.csv"), "id,day,v,note\n1,2024-03-15,1,\n");

    replace(input).run().isDone();

    assertThat(new Dataset(target).rows("id, note IS NULL"), contains("1|true"));
  }

  @Test
  void anEmptyTextCannotBeToldFromNullAndIsRejected() throws IOException {
    Path input = Files.writeString(dir.resolve("in.csv"), "id,day,v,note\n1,2024-03-15,1,\"\"\n");

    replace(input)
        .run()
        .failsWith(
            ExitCode.REJECTED_ROWS,
            "  in.csv:2: partition_value in note: the partition value '' cannot be told from null");
  }

  @Test
  void theNameThatStandsForNullIsRejectedAsAValue() throws IOException {
    replace(csv(List.of("__HIVE_DEFAULT_PARTITION__")))
        .run()
        .failsWith(ExitCode.REJECTED_ROWS, "partition_value in note: ");
  }

  @Test
  void aValueTooLongForAPathIsRejected() throws IOException {
    replace(csv(List.of("ü".repeat(126)))) // 252 bytes and "note="
        .run()
        .failsWith(
            ExitCode.REJECTED_ROWS, "makes a path segment of 257 bytes, and 255 is the most");
  }

  @Test
  void partitionsAreNamedOnTheCommandLineAsInTheirPath() throws IOException, SQLException {
    replace(csv(List.of("a,b", "c/d", "keep"))).run().isDone();
    Path later =
        Files.writeString(dir.resolve("later.csv"), "id,day,v,note\n9,2024-03-15,1,\"a,b\"\n");

    replace(later).without("--scope").with("--partitions", "note=a%2Cb,note=c%2Fd").run().isDone();

    assertThat(new Dataset(target).rows("id, note"), contains("3|keep", "9|a,b"));
  }

  @Test
  void severalColumnsNest() throws IOException, SQLException {
    Path input =
        Files.writeString(
            dir.resolve("in.csv"),
            "id,day,v,note\n1,2024-03-15,1,DE\n2,2024-03-15,1,FR\n3,2024-03-16,1,DE\n");
    Refrain both = replace(input).with("--partitionBy", "day,note");
    both.run().isDone();
    Path fewer = Files.writeString(dir.resolve("fewer.csv"), "id,day,v,note\n4,2024-03-15,1,DE\n");

    both.with("--input", fewer)
        .without("--scope")
        .with("--partitions", "day=2024-03-15/note=DE")
        .run()
        .isDone();

    assertThat(
        new Dataset(target).rows("id, day, note"),
        contains("2|2024-03-15|FR", "3|2024-03-16|DE", "4|2024-03-15|DE"));
  }
}
