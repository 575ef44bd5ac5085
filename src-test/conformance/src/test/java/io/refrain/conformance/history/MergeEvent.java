package io.refrain.conformance.history;

import io.refrain.conformance.subject.Shop;
import io.refrain.core.testing.FaultMode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.Row;

/**
 * One thing that happens to a table that is merged into, in a form that a person can read and
 * {@link #parse} reads back.
 *
 * <pre>
 * prepare 1 @5 u7:2 d8:3                run 1, of epoch 5, stages: order 7 in its version 2; 8 is deleted
 * prepare 1 @5 u7:2 crash_before 9      the ninth call of this ends the process
 * commit 1                              run 1 commits what it staged, perhaps not for the first time
 * commit 1 crash_after 2                the second call of this commit takes effect and ends the process
 * </pre>
 */
sealed interface MergeEvent {
  Pattern PREPARE =
      Pattern.compile("prepare (\\d) @(\\d+)((?: [ud]\\d:\\d)*)(?: ([a-z_]+_[a-z]+) (\\d+))?");
  Pattern COMMIT = Pattern.compile("commit (\\d)(?: ([a-z_]+_[a-z]+) (\\d+))?");

  /** A fault: how a call fails, and which. Those beyond the last call never happen. */
  record Fault(FaultMode mode, int call) {
    @Override
    public String toString() {
      return " " + mode.name().toLowerCase(Locale.ROOT) + " " + call;
    }

    private static Fault parse(String mode, String call) {
      return mode == null
          ? null
          : new Fault(FaultMode.valueOf(mode.toUpperCase(Locale.ROOT)), Integer.parseInt(call));
    }
  }

  /** A change of an order; key, version and kind say all. */
  record Change(boolean delete, int id, int version) {
    /** Every version of an order is of another day. */
    LocalDate day() {
      return List.of(Shop.DAY_1, Shop.DAY_2, Shop.DAY_3).get((id + version) % 3);
    }

    Row row() {
      return Row.withSchema(Shop.CHANGES)
          .addValues(order().getValues())
          .addValue(delete ? "d" : "u")
          .build();
    }

    Row order() {
      return Shop.order(id, day(), "product " + id, version, version);
    }

    @Override
    public String toString() {
      return (delete ? "d" : "u") + id + ":" + version;
    }
  }

  /**
   * A run stages the changes it makes.
   *
   * @param fault of one of its calls; null for none
   */
  record Prepare(int run, long epoch, List<Change> changes, Fault fault) implements MergeEvent {
    @Override
    public String toString() {
      return "prepare "
          + run
          + " @"
          + epoch
          + changes.stream().map(change -> " " + change).collect(Collectors.joining())
          + (fault == null ? "" : fault);
    }
  }

  /**
   * A run commits.
   *
   * @param fault of one of its calls; null for none
   */
  record Commit(int run, Fault fault) implements MergeEvent {
    @Override
    public String toString() {
      return "commit " + run + (fault == null ? "" : fault);
    }
  }

  /** Reads an event; the reverse of {@code toString}. */
  static MergeEvent parse(String text) {
    Matcher prepare = PREPARE.matcher(text);
    if (prepare.matches()) {
      return new Prepare(
          Integer.parseInt(prepare.group(1)),
          Long.parseLong(prepare.group(2)),
          Arrays.stream(prepare.group(3).trim().split(" ", 0))
              .filter(change -> !change.isEmpty())
              .map(c -> new Change(c.charAt(0) == 'd', c.charAt(1) - '0', c.charAt(3) - '0'))
              .toList(),
          Fault.parse(prepare.group(4), prepare.group(5)));
    }
    Matcher commit = COMMIT.matcher(text);
    if (commit.matches()) {
      return new Commit(
          Integer.parseInt(commit.group(1)), Fault.parse(commit.group(2), commit.group(3)));
    }
    throw new IllegalArgumentException("'" + text + "' is no event of a history of merges.");
  }

  /** Reads a history, one event per line. */
  static List<MergeEvent> parseAll(String text) {
    return text.lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .map(MergeEvent::parse)
        .toList();
  }

  /** A history as text, one event per line. */
  static String textOf(List<MergeEvent> events) {
    return events.stream().map(event -> event + "\n").collect(Collectors.joining());
  }
}
