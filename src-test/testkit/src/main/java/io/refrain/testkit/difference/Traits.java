package io.refrain.testkit.difference;

import io.refrain.testkit.stored.StoredRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the changed values of an observation have in common, column by column.
 *
 * @param pairs rows that belong together: those that changed, and those added beside what they are
 *     most like
 * @param columns the columns in which they differ
 */
record Traits(Observation observation, List<ChangedRow> pairs, Set<String> columns) {
  /** As the recording server calls it. */
  private static final String KEY = "idempotency_key";

  private static final Pattern UUID =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  static Traits of(Observation observation) {
    Difference difference = observation.difference();
    List<ChangedRow> pairs =
        difference.changed().isEmpty() ? difference.resembled() : difference.changed();
    Set<String> columns = new LinkedHashSet<>();
    pairs.forEach(pair -> columns.addAll(pair.columns()));
    return new Traits(observation, pairs, columns);
  }

  /** The first column whose values all are such; null if there is none. */
  String columnWhere(BiPredicate<String, String> both) {
    for (String column : columns) {
      if (everyChange(column, both)) {
        return column;
      }
    }
    return null;
  }

  private boolean everyChange(String column, BiPredicate<String, String> both) {
    return pairs.stream()
        .filter(pair -> pair.columns().contains(column))
        .allMatch(pair -> both.test(pair.expected().value(column), pair.actual().value(column)));
  }

  /** The column that holds the time of the run. */
  String clockColumn() {
    return columnWhere(
        (expected, actual) ->
            ClockText.isDuring(actual, observation.actual())
                && (expected == null || ClockText.isDuring(expected, observation.reference())));
  }

  String dateColumn() {
    return columnWhere(
        (expected, actual) ->
            ClockText.isToday(expected, observation.reference())
                && ClockText.isToday(actual, observation.actual()));
  }

  /** Whether all that is too many are recorded calls, none of which had a key. */
  boolean areCallsWithoutKey() {
    List<StoredRow> added = observation.difference().added();
    return !added.isEmpty()
        && added.stream().allMatch(row -> row.columns().contains(KEY) && row.value(KEY) == null);
  }

  String uuidColumn() {
    return columnWhere((expected, actual) -> isUuid(expected) && isUuid(actual));
  }

  /** The only column in which added rows differ from stored ones: each has a number of its own. */
  String numberedColumn() {
    Difference difference = observation.difference();
    List<ChangedRow> all = new ArrayList<>(difference.resembled());
    all.addAll(difference.changed());
    Set<String> differing = new LinkedHashSet<>();
    all.forEach(pair -> differing.addAll(pair.columns()));
    if (difference.resembled().isEmpty() || differing.size() != 1) {
      return null;
    }
    String column = differing.iterator().next();
    List<Long> before = numbers(all, column, ChangedRow::expected);
    List<Long> now = numbers(all, column, ChangedRow::actual);
    boolean areAllNumbers = before.size() == all.size() && now.size() == all.size();
    return areAllNumbers
            && new LinkedHashSet<>(now).size() == now.size()
            && Collections.max(now) > Collections.max(before)
        ? column
        : null;
  }

  private static List<Long> numbers(
      List<ChangedRow> rows, String column, Function<ChangedRow, StoredRow> side) {
    return rows.stream()
        .map(side)
        .map(row -> row.value(column))
        .filter(Traits::isWhole)
        .map(Long::valueOf)
        .toList();
  }

  /**
   * The only column that differs, with the same numbers as before on other rows. Where other
   * columns differ too, other rows were kept, and what looks like new numbers is how they were
   * paired.
   */
  String permutedColumn() {
    if (columns.size() != 1) {
      return null;
    }
    String column = columns.iterator().next();
    List<String> before = sortedValues(column, ChangedRow::expected);
    return everyChange(column, (a, b) -> isWhole(a) && isWhole(b))
            && before.size() > 1
            && new LinkedHashSet<>(before).size() == before.size()
            && before.equals(sortedValues(column, ChangedRow::actual))
        ? column
        : null;
  }

  private List<String> sortedValues(String column, Function<ChangedRow, StoredRow> side) {
    return pairs.stream()
        .filter(pair -> pair.columns().contains(column))
        .map(side)
        .map(row -> row.value(column))
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }

  /** A column whose numbers have grown. */
  String grownColumn() {
    return columnWhere(
        (expected, actual) -> {
          BigDecimal before = number(expected);
          BigDecimal now = number(actual);
          return before != null && now != null && now.abs().compareTo(before.abs()) > 0;
        });
  }

  private static BigDecimal number(String text) {
    try {
      return text == null ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isUuid(String text) {
    return text != null && UUID.matcher(text).matches();
  }

  private static boolean isWhole(String text) {
    return text != null && WHOLE_NUMBER.matcher(text).matches();
  }
}
