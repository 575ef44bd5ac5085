package io.refrain.testkit.difference;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.refrain.testkit.scenario.Scenario;
import io.refrain.testkit.stored.StoredRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CauseTest {
  private static final Span FIRST =
      new Span(Instant.parse("2026-11-21T14:00:00Z"), Instant.parse("2026-11-21T14:00:05Z"));
  private static final Span SECOND =
      new Span(Instant.parse("2026-11-21T15:10:00Z"), Instant.parse("2026-11-21T15:10:05Z"));

  private static StoredRow row(Object id, Object value) {
    return StoredRow.of("id", id, "value", value, "name", "ant");
  }

  private static StoredRow numbered(int id, String order) {
    return StoredRow.of("id", id, "order", order, "status", "of " + order);
  }

  private static String cause(Scenario scenario, List<StoredRow> before, List<StoredRow> now) {
    return cause(scenario, before, now, Set.of());
  }

  private static String cause(
      Scenario scenario, List<StoredRow> before, List<StoredRow> now, Set<String> unstable) {
    Difference difference = new Comparison(List.of()).between(before, now);
    return Cause.of(new Observation(scenario, difference, FIRST, SECOND, unstable));
  }

  @Test
  void theTimesOfBothRunsShowTheClock() {
    assertThat(
        cause(
            Scenario.RUN_TWICE,
            List.of(row(1, "2026-11-21T14:00:03Z")),
            List.of(row(1, "2026-11-21T15:10:01Z"))),
        is(
            "The column value holds the time of the run: something in the data path reads the clock"
                + " (now(), CURRENT_TIMESTAMP, a column's default); take the time from the data or"
                + " from the run's interval."));
  }

  @Test
  void aTimeOutsideOfTheRunIsNotTheClock() {
    assertThat(
        cause(
            Scenario.INPUT_SHUFFLED,
            List.of(row(1, "2020-01-01T00:00:00Z")),
            List.of(row(1, "2020-01-02T00:00:00Z"))),
        startsWith("The result depends on the order in which rows arrive"));
  }

  @Test
  void rowsAddedWithTheTimeOfTheRunAreBoth() {
    assertThat(
        cause(
            Scenario.RUN_TWICE,
            List.of(row(1, "2026-11-21T14:00:03Z")),
            List.of(row(1, "2026-11-21T14:00:03Z"), row(1, "2026-11-21T15:10:01Z"))),
        startsWith(
            "The column value holds the time of the run and the rows are added again: something"));
  }

  @Test
  void aNumberFromTheStoreIsKnownByHigherNumbersBesideEqualRows() {
    assertThat(
        cause(
            Scenario.RUN_TWICE,
            List.of(row(1, "x"), row(2, "y")),
            List.of(row(1, "x"), row(2, "y"), row(3, "x"), row(4, "y"))),
        startsWith("The column id is numbered by the store (auto-increment, identity, sequence)"));
  }

  @Test
  void theSameNumbersOnOtherRowsAreTheOrderOfArrival() {
    assertThat(
        cause(
            Scenario.INPUT_SHUFFLED,
            List.of(numbered(1, "x"), numbered(2, "y")),
            List.of(numbered(2, "x"), numbered(1, "y"))),
        startsWith("The column id numbers the rows in the order of their arrival"));
  }

  @Test
  void aRandomIdentityIsNamed() {
    assertThat(
        cause(
            Scenario.RUN_TWICE,
            List.of(row(1, "7b1f0a52-4c5e-4f5e-9d0e-1f2e3d4c5b6a")),
            List.of(row(1, "0d9c8b7a-4c5e-4f5e-9d0e-1f2e3d4c5b6a"))),
        is("The column value holds a random identity: derive it from the row's business key."));
  }

  @Test
  void callsWithoutAKeyAreNamed() {
    StoredRow call = StoredRow.of("path", "/ship", "idempotency_key", null);
    assertThat(
        cause(Scenario.BUNDLE_RETRIED, List.of(call), List.of(call, call)),
        startsWith("The calls are made again: nothing tells a repeat from a new call"));
    StoredRow keyed = StoredRow.of("path", "/ship", "idempotency_key", "k");
    assertThat(
        cause(Scenario.BUNDLE_RETRIED, List.of(keyed), List.of(keyed, keyed)),
        startsWith("What a bundle had written before it failed"));
  }

  @Test
  void whatDiffersAnywayIsNotBlamedOnTheScenario() {
    assertThat(
        cause(Scenario.OTHER_LOCALE, List.of(row(1, "x")), List.of(row(1, "y")), Set.of("value")),
        endsWith(
            "differ from run to run even if nothing else does, as 'another random seed' shows."));
  }

  @Test
  void anIncrementIsKnownByGrownNumbers() {
    assertThat(
        cause(Scenario.RUN_TWICE, List.of(row(1, 10)), List.of(row(1, 20))),
        startsWith("The run adds to the stored value of value (value = value + x)"));
    assertThat(
        cause(Scenario.INPUT_DELIVERED_TWICE, List.of(row(1, 10)), List.of(row(1, 20))),
        startsWith("An aggregate counts a repeated delivery again (column value)"));
  }

  @Test
  void lossesAreToldFromAdditions() {
    List<StoredRow> one = List.of(row(1, "x"));
    List<StoredRow> two = List.of(row(1, "x"), row(2, "y"));
    assertThat(
        cause(Scenario.CRASH_BEFORE_COMMIT, two, one), startsWith("Rows are lost after a crash"));
    assertThat(
        cause(Scenario.BUNDLE_RETRIED, two, one), startsWith("The retry does not write what"));
    assertThat(cause(Scenario.CRASH_DURING_COMMIT, two, one), endsWith("takes it for the whole."));
    assertThat(
        cause(Scenario.CRASH_AFTER_COMMIT, two, one),
        is("The run after a crash removes what was stored."));
    assertThat(
        cause(Scenario.INTERVAL_EMPTIED, two, one),
        is("A run without rows removes what is stored."));
  }

  @Test
  void everyScenarioHasItsOwnSentence() {
    Set<String> sentences = new HashSet<>();
    for (Scenario scenario : Scenario.all()) {
      sentences.add(cause(scenario, List.of(row("a", "x")), List.of(row("a", "y"))));
    }
    assertThat(sentences.size(), is(Scenario.all().size()));
  }

  @Test
  void aViolatedKeyExplainsAFailure() {
    Exception wrapped = new RuntimeException(new SQLException("duplicate key", "23505"));
    assertThat(
        Cause.ofFailure(Scenario.RUN_TWICE, wrapped),
        startsWith("The run inserts rows whose keys are stored already: a plain INSERT"));
    assertThat(
        Cause.ofFailure(Scenario.RUN_TWICE, new RuntimeException("?")),
        is("The pipeline cannot be run in this way (run twice): it fails."));
  }
}
