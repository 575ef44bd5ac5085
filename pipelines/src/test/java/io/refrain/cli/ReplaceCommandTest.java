package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replaces as they should go: once, again, with another delivery, under each scope. */
class ReplaceCommandTest {
  private static final String[] DELIVERY = {
    "1,2024-03-15,1,old", "2,2024-03-15,1,b", "1,2024-03-15,2,new", "3,2024-03-16,1,c"
  };
  private static final String[] STORED = {
    "1|2024-03-15|2|new", "2|2024-03-15|1|b", "3|2024-03-16|1|c"
  };

  @TempDir private Path dir;
  private Path target;
  private Dataset dataset;

  @BeforeEach
  void setUp() {
    target = dir.resolve("orders");
    dataset = new Dataset(target);
  }

  private Path csv(String name, String... lines) throws IOException {
    return Files.writeString(
        dir.resolve(name), "id,day,v,note\n" + String.join("\n", lines) + "\n");
  }

  private Refrain replace(String... lines) throws IOException {
    return Refrain.replace(csv("in.csv", lines), target);
  }

  @Test
  void theLatestRowOfEachKeyIsStoredAndTheTableTellsWhatHappened()
      throws IOException, SQLException {
    Outcome outcome = replace(DELIVERY).run().isDone();

    assertThat(dataset.rows(), contains(STORED));
    assertThat(
        outcome.out(), startsWith("parquet:" + target + ": replaced day in 2024-03-01/2024-04-01"));
    assertThat(outcome.line("rows in"), is("4"));
    assertThat(outcome.line("collapsed"), is("1"));
    assertThat(outcome.line("ties"), is("0"));
    assertThat(outcome.line("written"), is("3"));
    assertThat(outcome.line("deleted"), is("0"));
    assertThat(outcome.line("rejected"), is("0"));
    assertThat(outcome.line("partitions"), is("2"));
  }

  @Test
  void theSameDeliveryTwiceIsAsIfOnce() throws IOException, SQLException {
    String once = replace(DELIVERY).run().isDone().line("checksum");

    Outcome twice = replace(DELIVERY).run().isDone();

    assertThat(twice.line("checksum"), is(once));
    assertThat(twice.line("written"), is("3"));
    assertThat(twice.line("deleted"), is("3"));
    assertThat(dataset.rows(), contains(STORED));
  }

  @Test
  void aPlanSaysWhatWouldHappenAndChangesNothing() throws IOException, SQLException {
    replace(DELIVERY).run().isDone();

    Outcome plan =
        replace("9,2024-03-15,1,z").with("--interval", "2024-03-15").with("--plan").run().isDone();

    assertThat(plan.line("written"), is("1"));
    assertThat(plan.line("deleted"), is("2"));
    assertThat(plan.line("left alone"), is("1"));
    assertThat(dataset.rows(), contains(STORED));
  }

  @Test
  void aShuffledAndDuplicatedDeliveryLeavesTheSameContent() throws IOException, SQLException {
    String once = replace(DELIVERY).run().isDone().line("checksum");

    Outcome shuffled =
        replace(DELIVERY[3], DELIVERY[2], DELIVERY[1], DELIVERY[0], DELIVERY[2], DELIVERY[3])
            .run()
            .isDone();

    assertThat(shuffled.line("checksum"), is(once));
    assertThat(shuffled.line("collapsed"), is("3"));
    assertThat(dataset.rows(), contains(STORED));
  }

  @Test
  void aRedeliveryWithChangesTakesThePlaceOfTheFirst() throws IOException, SQLException {
    replace(DELIVERY).run().isDone();

    replace("1,2024-03-15,3,newest", "4,2024-03-16,1,d").run().isDone();

    assertThat(dataset.rows(), contains("1|2024-03-15|3|newest", "4|2024-03-16|1|d"));
  }

  @Test
  void anIntervalTouchesItsDaysAloneAndEmptiesThoseWithoutRows() throws IOException, SQLException {
    replace(DELIVERY).run().isDone();

    replace("7,2024-03-16,1,g").with("--interval", "2024-03-16/2024-03-18").run().isDone();
    assertThat(
        dataset.rows(), contains("1|2024-03-15|2|new", "2|2024-03-15|1|b", "7|2024-03-16|1|g"));

    Refrain.replace(Files.writeString(dir.resolve("none.csv"), "id,day,v,note\n"), target)
        .with("--interval", "2024-03-15")
        .run()
        .isDone();
    assertThat(dataset.rows(), contains("7|2024-03-16|1|g"));
  }

  @Test
  void listedPartitionsAreReplacedAndNoOther() throws IOException, SQLException {
    replace(DELIVERY).run().isDone();

    Outcome outcome =
        replace("9,2024-03-15,1,i")
            .without("--interval")
            .with("--partitions", "day=2024-03-15,day=2024-03-17")
            .run()
            .isDone();

    assertThat(outcome.line("deleted"), is("2"));
    assertThat(dataset.rows(), contains("3|2024-03-16|1|c", "9|2024-03-15|1|i"));
  }

  @Test
  void presentPartitionsAreReplacedAndEverythingIsEverything() throws IOException, SQLException {
    replace(DELIVERY).run().isDone();

    replace("9,2024-03-16,1,i").scope("present").run().isDone();
    assertThat(
        dataset.rows(), contains("1|2024-03-15|2|new", "2|2024-03-15|1|b", "9|2024-03-16|1|i"));

    replace("8,2023-01-01,1,h").scope("everything").run().isDone();
    assertThat(dataset.rows(), contains("8|2023-01-01|1|h"));
  }

  @Test
  void aDeliveryWithTooFewRowsIsRefusedAndNothingChanges() throws IOException {
    replace(DELIVERY).with("--atLeastRows", 3).run().isDone();
    Map<String, String> before = dataset.contents();

    replace(DELIVERY)
        .with("--atLeastRows", 4)
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "Cannot replace day in 2024-03-01/2024-04-01 in "
                + target
                + ": the run has 3 rows, and"
                + " at least 4 are required. Nothing was changed. Check the input, or lower"
                + " --atLeastRows.");

    assertThat(dataset.contents(), is(before));
  }

  @Test
  void theSameEpochAgainIsAlreadyCommittedWhateverIsDelivered() throws IOException {
    String first = replace(DELIVERY).with("--epoch", 7).run().isDone().line("checksum");
    Map<String, String> before = dataset.contents();

    Outcome again = replace("5,2024-03-15,1,e").with("--epoch", 7).run().isDone();

    assertThat(
        again.out(), startsWith("parquet:" + target + ": already committed, nothing was changed"));
    assertThat(again.line("checksum"), is(first));
    assertThat(again.line("epoch"), is("7"));
    assertThat(dataset.contents(), is(before));
  }

  @Test
  void anOlderEpochIsSupersededAndChangesNothing() throws IOException {
    replace(DELIVERY).with("--epoch", 7).run().isDone();
    Map<String, String> before = dataset.contents();

    replace("5,2024-03-15,1,e")
        .with("--epoch", 6)
        .run()
        .failsWith(
            ExitCode.CONFLICT,
            "a newer run (epoch 7) committed it while this run (epoch 6) was staging.",
            "Nothing was changed.");

    assertThat(dataset.contents(), is(before));
  }

  @Test
  void anOlderEpochOfAnotherIntervalIsFine() throws IOException, SQLException {
    replace(DELIVERY).with("--epoch", 7).run().isDone();

    replace("5,2024-02-01,1,e").with("--interval", "2024-02").with("--epoch", 3).run().isDone();

    assertThat(dataset.rows("count(*)"), contains("4"));
  }

  @Test
  void theReceiptIsOneJsonObject() throws IOException {
    JsonNode receipt = replace(DELIVERY).with("--epoch", 9).with("--json").run().json();

    assertThat(receipt.get("pipeline").asText(), is("orders"));
    assertThat(
        receipt.get("scope").toString(),
        is(
            "{\"kind\":\"interval\",\"column\":\"day\",\"start\":\"2024-03-01T00:00\","
                + "\"end\":\"2024-04-01T00:00\",\"zone\":\"Z\"}"));
    assertThat(receipt.get("epoch").asLong(), is(9L));
    assertThat(
        receipt.get("counts").toString(),
        is(
            "{\"rows_in\":4,\"collapsed\":1,\"ties\":0,\"written\":3,\"inserted\":0,\"updated\":0,"
                + "\"unchanged\":0,\"stale\":0,\"deleted\":0,\"rejected\":0}"));
    assertThat(receipt.get("partitions").asInt(), is(2));
    assertThat(receipt.get("checksum").asText().length(), is(32));
    assertThat(receipt.get("target").asText(), is("parquet:" + target));
    assertThat(receipt.get("outcome").asText(), is("replaced day in 2024-03-01/2024-04-01"));
    assertThat(receipt.get("duration_ms").asLong(), greaterThan(0L));
  }

  @Test
  void anAlreadyCommittedReceiptIsTheFirstOneAsJsonToo() throws IOException {
    JsonNode first = replace(DELIVERY).with("--epoch", 9).with("--json").run().json();

    JsonNode again = replace(DELIVERY).with("--epoch", 9).with("--json").run().json();

    assertThat(again.get("outcome").asText(), is("already committed, nothing was changed"));
    for (String field : List.of("pipeline", "scope", "epoch", "counts", "checksum", "partitions")) {
      assertThat(again.get(field), is(first.get(field)));
    }
  }

  @Test
  void aTieIsCountedAndDecidedTheSameWayWhateverTheOrder() throws IOException, SQLException {
    replace("1,2024-03-15,1,a", "1,2024-03-15,1,b").run().isDone();
    List<String> oneWay = dataset.rows();

    Outcome outcome = replace("1,2024-03-15,1,b", "1,2024-03-15,1,a").run().isDone();

    assertThat(outcome.line("ties"), is("1"));
    assertThat(dataset.rows(), is(oneWay));
  }

  @Test
  void aKeyWhoseLatestRowIsADeleteHasNoRow() throws IOException, SQLException {
    Path input =
        Files.writeString(
            dir.resolve("changes.csv"),
            """
            id,day,v,op
            1,2024-03-15,1,c
            1,2024-03-15,2,d
            2,2024-03-15,2,delete
            2,2024-03-15,3,u
            3,2024-03-15,1,d
            3,2024-03-15,1,u
            4,2024-03-15,1,
            """);

    Outcome outcome =
        Refrain.replace(input, target)
            .with("--schema", "id BIGINT, day DATE, v INTEGER, op VARCHAR")
            .with("--changeKind", "op")
            .run()
            .isDone();

    assertThat(dataset.rows("id, op"), contains("2|u", "4|null"));
    assertThat(outcome.line("rows in"), is("7"));
    assertThat(outcome.line("collapsed"), is("5"));
    assertThat(outcome.line("written"), is("2"));
  }

  @Test
  void anIntervalOfATimestampColumnIsMeantInItsZone() throws IOException, SQLException {
    Path input =
        Files.writeString(
            dir.resolve("hours.csv"),
            "id,moment,v\n1,2024-03-14T23:00:00Z,1\n2,2024-03-15T22:00:00Z,1\n");
    Refrain hours =
        Refrain.replace(input, target)
            .with("--schema", "id BIGINT, moment TIMESTAMP, v INTEGER")
            .with("--partitionBy", "moment")
            .with("--interval", "2024-03-15");

    hours
        .run()
        .failsWith(ExitCode.REJECTED_ROWS, "1 row was rejected", "hours.csv:2: out_of_scope");
    hours.with("--zone", "Europe/Berlin").run().isDone();

    assertThat(
        dataset.rows("id, moment"), contains("1|2024-03-14 23:00:00", "2|2024-03-15 22:00:00"));
  }

  @Test
  void theRunnersNameMayStandInAWordOfItsOwnAndBeamGetsItsOptions()
      throws IOException, SQLException {
    List<String> arguments =
        new java.util.ArrayList<>(replace(DELIVERY).with("--jobName", "nightly").arguments());
    arguments.addAll(List.of("--runner", "direct"));

    Refrain.run(arguments.toArray(String[]::new)).isDone();
    replace(DELIVERY).with("--runner", "DirectRunner").run().isDone();
    replace(DELIVERY)
        .with("--runner", "org.apache.beam.runners.direct.DirectRunner")
        .run()
        .isDone();

    assertThat(dataset.rows(), contains(STORED));
  }

  @Test
  void aNormalRunLogsNothing() throws IOException {
    PrintStream stderr = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    try {
      replace(DELIVERY).with("--rejected", dir.resolve("rejected.jsonl")).run().isDone();
    } finally {
      System.setErr(stderr);
    }

    assertThat(logged.toString(StandardCharsets.UTF_8), is(emptyString()));
  }
}
