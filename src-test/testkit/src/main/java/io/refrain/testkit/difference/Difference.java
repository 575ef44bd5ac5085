package io.refrain.testkit.difference;

import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two contents, whatever the order of their rows.
 *
 * @param missing rows of the reference that are not there
 * @param added rows that are too many
 * @param changed rows that are there, but otherwise
 * @param resembled of some of the rows that are too many, the row of the reference they are most
 *     like; equal to it for a copy
 */
public record Difference(
    List<StoredRow> missing,
    List<StoredRow> added,
    List<ChangedRow> changed,
    List<ChangedRow> resembled) {

  public Difference {
    missing = List.copyOf(missing);
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    resembled = List.copyOf(resembled);
  }

  /** Whether nothing differs. */
  public boolean isNone() {
    return missing.isEmpty() && added.isEmpty() && changed.isEmpty();
  }

  /** Whether each row that is too many is the copy of one that belongs there. */
  public boolean addsOnlyCopies() {
    return !resembled.isEmpty() && resembled.stream().allMatch(row -> row.columns().isEmpty());
  }

  /** For example {@code 6 rows too many, 1 changed}. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    part(parts, added.size(), "too many");
    part(parts, missing.size(), "missing");
    part(parts, changed.size(), "changed");
    return parts.isEmpty() ? "no difference" : String.join(", ", parts);
  }

  private static void part(List<String> parts, int rows, String what) {
    if (rows > 0) {
      String noun = parts.isEmpty() ? (rows == 1 ? " row " : " rows ") : " ";
      parts.add(rows + noun + what);
    }
  }
}
