package io.refrain.conformance.history;

import io.refrain.conformance.subject.Shop;
import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.testing.FaultMode;
import io.refrain.core.testing.Orders;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that happens to a target, in a form that a person can read and {@link #parse} reads
 * back.
 *
 * <pre>
 * stage 1 orders march @5 d1:7 d2:8     run 1 stages its rows: order 7 of the first day, and so on
 * commit 1                              run 1 commits what it staged, perhaps not for the first time
 * commit 1 while 2                      run 2 commits between the first look of run 1 and its act
 * commit 1 crash_after 2                the second call of this commit takes effect and ends the process
 * </pre>
 */
sealed interface HistoryEvent {
  Pattern STAGE = Pattern.compile("stage (\\d) (\\w+) (\\w+) @(\\d+)((?: d\\d:\\d)*)");
  Pattern COMMIT = Pattern.compile("commit (\\d)(?: while (\\d))?(?: ([a-z_]+_[a-z]+) (\\d+))?");

  /** The scopes that histories use, by name. */
  Map<String, ReplaceScope> SCOPES =
      new TreeMap<>(
          Map.of(
              "day1", Orders.day(Shop.DAY_1),
              "day2", Orders.day(Shop.DAY_2),
              "march", Orders.month("2024-03"),
              "april", Orders.month("2024-04"),
              "listed",
                  ReplaceScope.partitions(
                      List.of(Orders.partition(Shop.DAY_2), Orders.partition(Shop.DAY_3))),
              "present", ReplaceScope.present(),
              "all", ReplaceScope.everything()));

  /** An order of a day; the day is 1, 2 or 3. */
  record OrderOfDay(int day, int id) {
    LocalDate date() {
      return List.of(Shop.DAY_1, Shop.DAY_2, Shop.DAY_3).get(day - 1);
    }

    Partition partition() {
      return Orders.partition(date());
    }

    @Override
    public String toString() {
      return "d" + day + ":" + id;
    }
  }

  /** A run stages its rows; those outside of its scope are left out. */
  record Stage(int run, String pipeline, String scope, long epoch, List<OrderOfDay> rows)
      implements HistoryEvent {
    @Override
    public String toString() {
      return "stage "
          + run
          + " "
          + pipeline
          + " "
          + scope
          + " @"
          + epoch
          + rows.stream().map(row -> " " + row).collect(Collectors.joining());
    }
  }

  /**
   * A run commits.
   *
   * @param meanwhile the run that commits in the middle of it; 0 for none
   * @param fault how a call of it fails; null if none does
   * @param call which
   */
  record Commit(int run, int meanwhile, FaultMode fault, int call) implements HistoryEvent {
    @Override
    public String toString() {
      return "commit "
          + run
          + (meanwhile == 0 ? "" : " while " + meanwhile)
          + (fault == null ? "" : " " + fault.name().toLowerCase(Locale.ROOT) + " " + call);
    }
  }

  /** Reads an event; the reverse of {@code toString}. */
  static HistoryEvent parse(String text) {
    Matcher stage = STAGE.matcher(text);
    if (stage.matches() && SCOPES.containsKey(stage.group(3))) {
      return new Stage(
          Integer.parseInt(stage.group(1)),
          stage.group(2),
          stage.group(3),
          Long.parseLong(stage.group(4)),
          Arrays.stream(stage.group(5).trim().split(" ", 0))
              .filter(row -> !row.isEmpty())
              .map(row -> new OrderOfDay(row.charAt(1) - '0', row.charAt(3) - '0'))
              .toList());
    }
    Matcher commit = COMMIT.matcher(text);
    if (commit.matches()) {
      return new Commit(
          Integer.parseInt(commit.group(1)),
          commit.group(2) == null ? 0 : Integer.parseInt(commit.group(2)),
          commit.group(3) == null
              ? null
              : FaultMode.valueOf(commit.group(3).toUpperCase(Locale.ROOT)),
          commit.group(4) == null ? 0 : Integer.parseInt(commit.group(4)));
    }
    throw new IllegalArgumentException("'" + text + "' is no event of a history.");
  }

  /** Reads a history, one event per line. */
  static List<HistoryEvent> parseAll(String text) {
    return text.lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .map(HistoryEvent::parse)
        .toList();
  }

  /** A history as text, one event per line. */
  static String textOf(List<HistoryEvent> events) {
    return events.stream().map(event -> event + "\n").collect(Collectors.joining());
  }
}
