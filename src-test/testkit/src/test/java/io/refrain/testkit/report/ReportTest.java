package io.refrain.testkit.report;

import static io.refrain.testkit.hamcrest.IdempotencyMatchers.differsIn;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.differsOnlyIn;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.isIdempotent;
import static io.refrain.testkit.hamcrest.IdempotencyMatchers.showsNoDifference;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.refrain.testkit.difference.Comparison;
import io.refrain.testkit.difference.Difference;
import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.hamcrest.Matcher;
import org.hamcrest.StringDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private static final StoredRow ROW = StoredRow.of("id", 1, "name", "<b>ant & 'bee'</b>");

  private static ScenarioResult result(Scenario scenario, Outcome outcome) {
    return new ScenarioResult(scenario, outcome, 2, Duration.ofMillis(30));
  }

  private static IdempotencyReport report(ScenarioResult... results) {
    return new IdempotencyReport(
        List.of(results), 1, 42, new Effort(8, 1, Duration.ofMillis(2500), Duration.ofMillis(400)));
  }

  private static IdempotencyReport bad() {
    Difference difference =
        new Comparison(List.of()).between(List.of(ROW), Collections.nCopies(6, ROW));
    Difference changed =
        new Comparison(List.of())
            .between(List.of(ROW), List.of(StoredRow.of("id", 2, "name", ROW.value("name"))));
    return report(
        result(Scenario.RUN_TWICE, new Outcome.Different("run again", difference, "It appends.")),
        result(Scenario.INPUT_SHUFFLED, new Outcome.Same("two orders")),
        result(Scenario.OTHER_BUNDLES, new Outcome.Different("one by one", changed, "It numbers.")),
        result(Scenario.TWO_RUNS_AT_ONCE, new Outcome.Failed("at once", "E: no", "It appends.")),
        result(Scenario.OTHER_LOCALE, new Outcome.NotChecked("it is elsewhere")),
        result(Scenario.OLDER_RUN_LAST, new Outcome.LeftOut("never happens")));
  }

  @Test
  void theTextShowsTheSmallestUsefulEvidence() {
    assertThat(
        bad().toText(),
        is(
            """
            NOT IDEMPOTENT: 3 scenarios of 6 went wrong.
              DIFFERENT    run twice: 5 rows too many (run again)
                           It appends.
                             too many: {id=1, name=<b>ant & 'bee'</b>}
                             too many: {id=1, name=<b>ant & 'bee'</b>}
                             too many: {id=1, name=<b>ant & 'bee'</b>}
                             and 2 more too many
              same         input shuffled: two orders
              DIFFERENT    other bundles and parallelism: 1 row changed (one by one)
                           It numbers.
                             changed: [name=<b>ant & 'bee'</b>]: id 1 -> 2
              FAILED       two runs at once: E: no (at once)
                           As in 'run twice'.
              not checked  another locale: because it is elsewhere
              left out     an older run that finishes after a newer one: because never happens
            Seed 42; the reference left 1 row; 8 runs of the pipeline in 2.5 s, where an ordinary one is 1 in 0.4 s.
            """));
  }

  @Test
  void theJsonHoldsWhatAMachineNeeds() throws IOException {
    JsonNode json = new ObjectMapper().readTree(bad().toJson());
    assertThat(json.get("idempotent").asBoolean(), is(false));
    assertThat(json.get("differences").asInt(), is(3));
    assertThat(json.get("notChecked").asInt(), is(1));
    assertThat(json.get("runs").asInt(), is(8));
    assertThat(json.get("seed").asLong(), is(42L));
    JsonNode first = json.get("scenarios").get(0);
    assertThat(first.get("scenario").asText(), is("RUN_TWICE"));
    assertThat(first.get("outcome").asText(), is("Different"));
    assertThat(first.get("likelyCause").asText(), is("It appends."));
    assertThat(first.get("rowsTooMany").asInt(), is(5));
    assertThat(
        first.get("tooMany").get(0).get("values").get("name").asText(), is(ROW.value("name")));
    assertThat(json.get("scenarios").get(4).get("detail").asText(), is("because it is elsewhere"));
  }

  @Test
  void thePageStandsAloneAndEscapesWhatIsStored() {
    String page = bad().toHtml();
    assertThat(page, containsString("&lt;b&gt;ant &amp; &#39;bee&#39;&lt;/b&gt;"));
    assertThat(page, not(containsString("<b>")));
    assertThat(page, not(containsString("http://")));
    assertThat(page, not(containsString("<script")));
    assertThat(page, startsWith("<!DOCTYPE html>"));
    assertThat(page, containsString("<td class=\"open\">not checked</td>"));
  }

  @Test
  void aFileIsWrittenAsItsNameEnds(@TempDir Path directory) throws IOException {
    for (String name : List.of("r.json", "r.html", "r.txt")) {
      bad().writeTo(directory.resolve(name));
    }
    assertThat(Files.readString(directory.resolve("r.json")), is(bad().toJson()));
    assertThat(Files.readString(directory.resolve("r.html")), is(bad().toHtml()));
    assertThat(Files.readString(directory.resolve("r.txt")), is(bad().toText()));
  }

  private static String mismatch(Matcher<IdempotencyReport> matcher, IdempotencyReport report) {
    StringDescription text = new StringDescription();
    text.appendText("Expected: ").appendDescriptionOf(matcher).appendText("; but: ");
    assertThat(matcher.matches(report), is(false));
    matcher.describeMismatch(report, text);
    return text.toString();
  }

  @Test
  void whatWasNotCheckedIsNoProof() {
    IdempotencyReport open =
        report(
            result(Scenario.RUN_TWICE, new Outcome.Same("run again")),
            result(Scenario.OTHER_LOCALE, new Outcome.NotChecked("it is elsewhere")));
    assertThat(open, showsNoDifference());
    assertThat(open.exitCode(), is(2));
    assertThat(
        mismatch(isIdempotent(), open),
        is(
            """
            Expected: an idempotent pipeline, checked in every scenario that is not left out; but: the report was:
            No difference found, but 1 scenario could not be checked.
              same         run twice: run again
              not checked  another locale: because it is elsewhere
            Seed 42; the reference left 1 row; 8 runs of the pipeline in 2.5 s, where an ordinary one is 1 in 0.4 s.
            """));
  }

  @Test
  void whatIsLeftOutIsLeftToTheUser() {
    IdempotencyReport report =
        report(
            result(Scenario.RUN_TWICE, new Outcome.Same("run again")),
            result(Scenario.OTHER_LOCALE, new Outcome.LeftOut("nothing is formatted")));
    assertThat(report, isIdempotent());
    assertThat(report.exitCode(), is(0));
    assertThat(report.toText(), startsWith("Idempotent in every scenario that was checked.\n"));
  }

  @Test
  void mismatchesSayWhatWasFoundInstead() {
    assertThat(bad().exitCode(), is(1));
    assertThat(
        mismatch(differsIn(Scenario.INPUT_SHUFFLED), bad()),
        is(
            "Expected: a difference in 'input shuffled' with the likely cause an instance of"
                + " java.lang.String; but: 'input shuffled' was same: two orders"));
    assertThat(
        mismatch(differsIn(Scenario.RUN_TWICE, startsWith("It sends")), bad()),
        is(
            "Expected: a difference in 'run twice' with the likely cause a string starting with \"It"
                + " sends\"; but: the likely cause was \"It appends.\""));
    assertThat(
        mismatch(differsOnlyIn(Scenario.RUN_TWICE), bad()),
        startsWith(
            "Expected: differences only in ['run twice']; but: differences were in ['run twice',"
                + " 'other bundles and parallelism', 'two runs at once']; the report was:\nNOT"));
    assertThat(mismatch(showsNoDifference(), bad()), containsString("DIFFERENT    run twice"));
  }
}
