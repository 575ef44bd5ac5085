package io.refrain.testkit;

import io.refrain.testkit.difference.Comparison;
import io.refrain.testkit.difference.Difference;
import io.refrain.testkit.stored.StoredContent;
import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The store under test.
 *
 * @param fresh how it is put back; null if it cannot be
 * @param contents what to look at, by name
 * @param comparison how rows are paired
 */
record Store(FreshStore fresh, Map<String, StoredContent> contents, Comparison comparison) {

  void reset() {
    if (fresh != null) {
      try {
        fresh.reset();
      } catch (Exception e) {
        throw new IllegalStateException(
            "freshStore failed, so nothing more can be checked: " + e.getMessage(), e);
      }
    }
  }

  /** Puts it back, and looks whether that worked. */
  void reset(List<StoredRow> initial) {
    reset();
    Difference left = comparison.between(initial, read());
    if (!left.isNone()) {
      throw new IllegalStateException(
          "freshStore does not put the store back to what it was before the first run: "
              + left.summary()
              + ". Every scenario has to begin with the same content.");
    }
  }

  List<StoredRow> read() {
    List<StoredRow> rows = new ArrayList<>();
    contents.forEach(
        (name, content) -> {
          try {
            content.read().forEach(row -> rows.add(name.isEmpty() ? row : row.in(name)));
          } catch (Exception e) {
            throw new IllegalStateException(
                "The stored content "
                    + (name.isEmpty() ? "" : "'" + name + "' ")
                    + "cannot be read, so nothing more can be checked: "
                    + e.getMessage(),
                e);
          }
        });
    return rows;
  }
}
