package io.refrain.core.commit.model;

import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.DAY_3;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.month;
import static io.refrain.core.testing.Orders.partition;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.refrain.core.ReplaceScope;
import io.refrain.core.commit.model.ModelRun.Again;
import io.refrain.core.testing.Defect;
import java.io.IOException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The commit protocol, exhaustively: all interleavings of two runs, with a crash, a fault or a lost
 * answer at each call, in every small history.
 */
class CommitProtocolModelTest {
  private static final ModelRun BEFORE =
      ModelRun.of(month("2024-03"), 1, "before", List.of(DAY_1, DAY_2));

  private static final ReplaceScope MARCH = month("2024-03");
  private static final ReplaceScope PRESENT = ReplaceScope.present();

  /** What two runs have to do with one another. */
  private record Scopes(
      String name,
      ReplaceScope first,
      List<LocalDate> firstDays,
      ReplaceScope second,
      List<LocalDate> secondDays) {

    private History with(long firstEpoch, long secondEpoch, Again again, int faults) {
      // Of one token there is one input.
      boolean same = firstEpoch == secondEpoch && first.equals(second);
      return new History(
          name + ", epochs " + firstEpoch + " and " + secondEpoch + ", " + again,
          BEFORE,
          List.of(
              ModelRun.of(first, firstEpoch, "first", firstDays).again(again),
              ModelRun.of(
                      second, secondEpoch, same ? "first" : "second", same ? firstDays : secondDays)
                  .again(again)),
          faults);
    }
  }

  private static final Scopes SAME_DAY =
      new Scopes("the same day", day(DAY_1), List.of(DAY_1), day(DAY_1), List.of(DAY_1));
  private static final Scopes DISJOINT_DAYS =
      new Scopes("two days", day(DAY_1), List.of(DAY_1), day(DAY_2), List.of(DAY_2));
  private static final Scopes PRESENT_APART =
      new Scopes("two days present", PRESENT, List.of(DAY_1), PRESENT, List.of(DAY_2));
  private static final List<Scopes> SCOPES =
      List.of(
          SAME_DAY,
          DISJOINT_DAYS,
          PRESENT_APART,
          new Scopes("a day, a month", day(DAY_1), List.of(DAY_1), MARCH, List.of(DAY_1, DAY_2)),
          new Scopes("a month, a day", MARCH, List.of(DAY_2), day(DAY_1), List.of(DAY_1)),
          new Scopes("an empty day", day(DAY_1), List.of(DAY_1), day(DAY_1), List.of()),
          new Scopes(
              "everything, a day",
              ReplaceScope.everything(),
              List.of(DAY_1),
              day(DAY_2),
              List.of(DAY_2)),
          new Scopes("the day present", PRESENT, List.of(DAY_1), PRESENT, List.of(DAY_1)),
          new Scopes("present, a month", PRESENT, List.of(DAY_2), MARCH, List.of(DAY_1)));

  /** Those that are quick to explore. */
  private static List<History> small() {
    ModelRun mine = ModelRun.of(day(DAY_1), 3, "mine", List.of(DAY_1));
    ModelRun other = ModelRun.of(day(DAY_2), 2, "other", List.of(DAY_2));
    ModelRun theirs = ModelRun.of(MARCH, 2, "theirs", List.of(DAY_1)).pipeline("returns");
    ModelRun april = ModelRun.of(day(DAY_3), 2, "theirs", List.of(DAY_3)).pipeline("returns");
    List<History> all = new ArrayList<>();
    all.add(new History("two owners", BEFORE, List.of(mine, theirs), 1));
    all.add(new History("an owner of another day", BEFORE, List.of(theirs, april), 1));
    all.add(new History("taking over", BEFORE, List.of(mine, theirs.takingOver()), 1));
    all.add(
        new History("a foreign writer alone", BEFORE, List.of(mine), 1)
            .withForeign(partition(DAY_1)));
    all.add(
        new History("a foreign writer, taken over", BEFORE, List.of(mine.takingOver()), 1)
            .withForeign(partition(DAY_1)));
    for (Again again : Again.values()) {
      for (Scopes scopes : SCOPES) {
        all.add(scopes.with(2, 3, again, 1));
        all.add(scopes.with(3, 2, again, 1));
        // Equal tokens of what is present must have had the same rows.
        if (!scopes.equals(PRESENT_APART)) {
          all.add(scopes.with(2, 2, again, 1));
        }
      }
    }
    all.add(
        new History("a foreign writer", BEFORE, List.of(mine, other), 1)
            .withForeign(partition(DAY_1)));
    return all;
  }

  private static List<History> histories() {
    List<History> all = small();
    for (Again again : Again.values()) {
      all.add(SAME_DAY.with(2, 3, again, 2));
      all.add(SAME_DAY.with(2, 2, again, 2));
    }
    return all;
  }

  @Test
  void everyInterleavingKeepsThePromise() throws IOException {
    long states = 0;
    long transitions = 0;
    BigInteger schedules = BigInteger.ZERO;
    List<History> histories = histories();
    for (History history : histories) {
      Explorer.Report report = Explorer.explore(history);
      assertThat(report.violation(), is(Optional.empty()));
      states += report.states();
      transitions += report.transitions();
      schedules = schedules.add(report.schedules());
    }
    System.out.printf(
        "Commit protocol, model-checked: %d histories of two runs, %d states, %d transitions,"
            + " %d schedules%n",
        histories.size(), states, transitions, schedules);
    assertThat(states, greaterThan(10_000L));
  }

  @ParameterizedTest
  @EnumSource
  void everyDefectOfAStoreIsFound(Defect defect) throws IOException {
    assertThat(defect.name(), isFound(small().stream().map(h -> h.with(defect))));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void everyDefectOfTheProtocolIsFound(ProtocolDefect defect) throws IOException {
    assertThat(defect.name(), isFound(small().stream().map(h -> h.with(defect))));
  }

  private static boolean isFound(Stream<History> histories) throws IOException {
    for (History history : histories.toList()) {
      if (Explorer.explore(history).violation().isPresent()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aViolationTellsTheShortestWayToIt() throws IOException {
    History history = SAME_DAY.with(2, 3, Again.SAME_EPOCH, 1).with(Defect.IGNORES_BASE);

    String violation = Explorer.explore(history).violation().orElseThrow();

    assertThat(
        violation,
        allOf(
            containsString("epoch 2 took effect after the newer orders, "),
            containsString("\n  run 0: commit orders, "),
            containsString("\n  run 1: read ")));
    // Two stage, two read, two commit.
    assertThat(violation.lines().filter(line -> line.matches("  run \\d: .*")).count(), is(6L));
  }
}
