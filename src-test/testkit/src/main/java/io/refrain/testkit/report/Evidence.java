package io.refrain.testkit.report;

import io.refrain.testkit.difference.ChangedRow;
import io.refrain.testkit.difference.Difference;
import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.List;

/** The few rows that show a difference. */
final class Evidence {
  private static final int MOST = 3;
  private static final int LONGEST = 300;

  private Evidence() {}

  /** At most three rows of each kind, one line each. */
  static List<String> of(Difference difference) {
    List<String> lines = new ArrayList<>();
    difference.changed().stream().limit(MOST).map(Evidence::line).forEach(lines::add);
    more(lines, difference.changed().size(), "changed");
    rows(lines, difference.added(), "too many");
    rows(lines, difference.missing(), "missing");
    return lines;
  }

  private static void rows(List<String> lines, List<StoredRow> rows, String what) {
    rows.stream().limit(MOST).map(row -> shortened(what + ": " + row)).forEach(lines::add);
    more(lines, rows.size(), what);
  }

  private static void more(List<String> lines, int rows, String what) {
    if (rows > MOST) {
      lines.add("and " + (rows - MOST) + " more " + what);
    }
  }

  private static String line(ChangedRow row) {
    List<String> changes = new ArrayList<>();
    for (String column : row.columns()) {
      changes.add(
          column + " " + row.expected().value(column) + " -> " + row.actual().value(column));
    }
    List<String> same = new ArrayList<>();
    for (String column : row.expected().columns()) {
      if (!row.columns().contains(column)) {
        same.add(column + "=" + row.expected().value(column));
      }
    }
    return shortened(
        "changed: " + row.expected().store() + same + ": " + String.join(", ", changes));
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
