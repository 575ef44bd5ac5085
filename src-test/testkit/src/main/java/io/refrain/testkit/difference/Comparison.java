package io.refrain.testkit.difference;

import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares contents as multisets of rows, and pairs the rows left over: by the key columns, if
 * there are any, else with the row that has the most columns in common, at least half of them.
 *
 * @param keyColumns the columns that tell which rows belong together; may be empty
 */
public record Comparison(List<String> keyColumns) {
  /** Beyond this many pairs to weigh, rows are only counted. */
  private static final long MOST_PAIRS = 250_000;

  private static final int MOST_RESEMBLED = 50;

  public Comparison {
    keyColumns = List.copyOf(keyColumns);
  }

  /** What differs in the second. */
  public Difference between(List<StoredRow> expected, List<StoredRow> actual) {
    List<StoredRow> missing = minus(expected, actual);
    List<StoredRow> added = minus(actual, expected);
    List<ChangedRow> changed =
        keyColumns.isEmpty() ? pairByLikeness(missing, added) : pairByKey(missing, added);
    return new Difference(missing, added, changed, resembled(expected, added));
  }

  /** The rows of the one beyond those of the other, in an order that depends on them alone. */
  private static List<StoredRow> minus(List<StoredRow> from, List<StoredRow> what) {
    Map<StoredRow, Integer> counts = new HashMap<>();
    what.forEach(row -> counts.merge(row, 1, Integer::sum));
    return from.stream()
        .filter(row -> counts.merge(row, -1, Integer::sum) < 0)
        .sorted(Comparator.comparing(StoredRow::toString))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private List<ChangedRow> pairByKey(List<StoredRow> missing, List<StoredRow> added) {
    Map<List<String>, List<StoredRow>> candidates = new LinkedHashMap<>();
    added.forEach(row -> candidates.computeIfAbsent(keyOf(row), k -> new ArrayList<>()).add(row));
    List<ChangedRow> changed = new ArrayList<>();
    for (StoredRow row : List.copyOf(missing)) {
      List<StoredRow> same = candidates.getOrDefault(keyOf(row), List.of());
      if (!same.isEmpty() && row.columns().containsAll(keyColumns)) {
        changed.add(new ChangedRow(row, same.get(0)));
        missing.remove(row);
        added.remove(same.remove(0));
      }
    }
    return changed;
  }

  private List<String> keyOf(StoredRow row) {
    return Stream.concat(
            Stream.of(row.store()), keyColumns.stream().map(row::value).map(String::valueOf))
        .toList();
  }

  private static List<ChangedRow> pairByLikeness(List<StoredRow> missing, List<StoredRow> added) {
    List<ChangedRow> changed = new ArrayList<>();
    if ((long) missing.size() * added.size() > MOST_PAIRS) {
      return changed;
    }
    for (StoredRow row : List.copyOf(missing)) {
      ChangedRow best = mostLike(added, row);
      if (best != null) {
        ChangedRow pair = new ChangedRow(row, best.expected());
        changed.add(pair);
        missing.remove(row);
        added.remove(pair.actual());
      }
    }
    return changed;
  }

  private static List<ChangedRow> resembled(List<StoredRow> expected, List<StoredRow> added) {
    List<ChangedRow> pairs = new ArrayList<>();
    for (StoredRow row : added.subList(0, Math.min(MOST_RESEMBLED, added.size()))) {
      ChangedRow best =
          mostLike(
              expected.subList(0, (int) Math.min(MOST_PAIRS / MOST_RESEMBLED, expected.size())),
              row);
      if (best != null) {
        pairs.add(best);
      }
    }
    return pairs;
  }

  /** The row most like this one, as expected, and this one, as actual; null if none is like it. */
  private static ChangedRow mostLike(List<StoredRow> rows, StoredRow row) {
    ChangedRow best = null;
    for (StoredRow other : rows) {
      ChangedRow pair = new ChangedRow(other, row);
      int equal = pair.equalColumns();
      boolean isLike =
          Objects.equals(other.store(), row.store())
              && equal > 0
              && equal * 2 >= row.columns().size();
      if (isLike && (best == null || equal > best.equalColumns())) {
        best = pair;
      }
    }
    return best;
  }
}
