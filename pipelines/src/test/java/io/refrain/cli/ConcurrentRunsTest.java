package io.refrain.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs at the same time: the greater epoch is in effect, whoever came first. */
class ConcurrentRunsTest {
  @TempDir private Path dir;

  private Path csv(String name, int rows, String note) throws IOException {
    StringBuilder text = new StringBuilder("id,day,v,note\n");
    for (int i = 0; i < rows; i++) {
      text.append(i)
          .append(",2024-03-")
          .append(10 + i % 10)
          .append(",1,")
          .append(note)
          .append('\n');
    }
    return Files.writeString(dir.resolve(name), text.toString());
  }

  private static List<Outcome> atOnce(Refrain... runs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(runs.length);
    try {
      CyclicBarrier start = new CyclicBarrier(runs.length);
      List<Future<Outcome>> running =
          Arrays.stream(runs)
              .map(
                  run ->
                      threads.submit(
                          () -> {
                            start.await(30, TimeUnit.SECONDS);
                            return run.run();
                          }))
              .toList();
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> one : running) {
        outcomes.add(one.get(120, TimeUnit.SECONDS));
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void ofTwoRunsOfOneScopeTheNewerIsInEffect() throws Exception {
    Path target = dir.resolve("orders");
    Refrain older = Refrain.replace(csv("older.csv", 2000, "older"), target).with("--epoch", 1);
    Refrain newer = Refrain.replace(csv("newer.csv", 20, "newer"), target).with("--epoch", 2);

    List<Outcome> outcomes = atOnce(older, newer);

    outcomes.get(1).isDone();
    assertThat(outcomes.get(0).err(), outcomes.get(0).code(), anyOf(is(0), is(ExitCode.CONFLICT)));
    if (outcomes.get(0).code() == ExitCode.CONFLICT) {
      outcomes.get(0).failsWith(ExitCode.CONFLICT, "a newer run (epoch 2)", "Nothing was changed.");
    }
    assertThat(
        new Dataset(target).rows("note, count(*), count(DISTINCT id)", "note"),
        contains("newer|20|20"));
  }

  @Test
  void theSameRunTwiceAtOnceIsOneRun() throws Exception {
    Path target = dir.resolve("orders");
    Refrain run = Refrain.replace(csv("in.csv", 200, "a"), target).with("--epoch", 5);

    List<Outcome> outcomes = atOnce(run, run);

    outcomes.forEach(Outcome::isDone);
    assertThat(outcomes.get(0).line("checksum"), is(outcomes.get(1).line("checksum")));
    assertThat(
        new Dataset(target).rows("note, count(*), count(DISTINCT id)", "note"),
        contains("a|200|200"));
  }

  @Test
  void runsOfOtherDaysDoNotDisturbEachOther() throws Exception {
    Path target = dir.resolve("orders");
    Path first = Files.writeString(dir.resolve("1.csv"), "id,day,v,note\n1,2024-03-01,1,a\n");
    Path second = Files.writeString(dir.resolve("2.csv"), "id,day,v,note\n2,2024-03-02,1,b\n");

    List<Outcome> outcomes =
        atOnce(
            Refrain.replace(first, target).with("--interval", "2024-03-01"),
            Refrain.replace(second, target).with("--interval", "2024-03-02"));

    outcomes.forEach(Outcome::isDone);
    assertThat(new Dataset(target).rows(), contains("1|2024-03-01|1|a", "2|2024-03-02|1|b"));
  }

  @Test
  void twoUpsertsAtOnceLeaveTheNewerRows() throws Exception {
    String url = "jdbc:h2:file:" + dir.resolve("shop");
    Path older = csv("older.csv", 300, "older");
    Path newer =
        Files.writeString(
            dir.resolve("newer.csv"), Files.readString(older).replace(",1,older", ",2,newer"));
    Refrain.upsert(csv("first.csv", 1, "first"), url).run().isDone();

    List<Outcome> outcomes = atOnce(Refrain.upsert(older, url), Refrain.upsert(newer, url));

    outcomes.forEach(Outcome::isDone);
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(
          Dataset.query(connection, "SELECT note, count(*) FROM orders GROUP BY note"),
          contains("newer|300"));
    }
  }

  @Test
  void aRunWhoseReceiptIsGoneSaysThatANewerOneReplacedIt() throws IOException {
    // What one of two runs at once may meet: its commit is in effect, and replaced at once.
    StringWriter out = new StringWriter();
    CommandLine command = Main.commandLine(new PrintWriter(out), new PrintWriter(out));
    RunToken token = new RunToken("orders", ReplaceScope.everything(), 4);

    new Report(command, false).overtaken(token, "parquet:x");
    new Report(command, true).overtaken(token, "parquet:x");

    assertThat(
        out.toString(),
        containsString("parquet:x: replaced everything, and a newer run replaced it since"));
    assertThat(out.toString(), containsString("\"epoch\":4,\"target\":\"parquet:x\""));
  }
}
