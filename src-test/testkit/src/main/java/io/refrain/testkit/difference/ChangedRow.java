package io.refrain.testkit.difference;

import io.refrain.testkit.stored.StoredRow;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Two rows that belong together.
 *
 * @param expected the row as it was after the reference run
 * @param actual the row as it is now
 */
public record ChangedRow(StoredRow expected, StoredRow actual) {

  /** The columns whose values differ; none if the two are equal. */
  public Set<String> columns() {
    Set<String> changed = new LinkedHashSet<>(expected.columns());
    changed.addAll(actual.columns());
    changed.removeIf(
        column ->
            expected.columns().contains(column) == actual.columns().contains(column)
                && Objects.equals(expected.value(column), actual.value(column)));
    return changed;
  }

  int equalColumns() {
    int equal = 0;
    for (String column : expected.columns()) {
      if (actual.columns().contains(column)
          && Objects.equals(expected.value(column), actual.value(column))) {
        equal++;
      }
    }
    return equal;
  }
}
