package io.refrain.conformance.matrix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Rule by target, as a table for people. */
final class Matrix {
  private static final String FLINK =
      "\nEverything that runs a pipeline ran on DirectRunner. F: all of it ran on embedded Flink as"
          + " well; f: a part of it. Replaces in tables of MariaDB, SQLite and DuckDB are run with"
          + " `-Drefrain.matrix.tables=true`, and beside their code.\n\n";

  private final List<? extends Column<?>> columns;
  private final Set<String> broken = new ConcurrentSkipListSet<>();

  Matrix(List<? extends Column<?>> columns) {
    this.columns = columns;
  }

  /** A scenario did not hold. */
  void broke(Column<?> column, int rule) {
    broken.add(column.title() + rule);
  }

  /** The table in Markdown, with a note for each cell that is not a plain yes. */
  String toMarkdown() {
    Map<String, Integer> notes = new LinkedHashMap<>();
    StringBuilder table = new StringBuilder("| | rule |");
    columns.forEach(column -> table.append(' ').append(column.title()).append(" |"));
    table.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
    for (Rule rule : Rule.ALL) {
      table.append("| ").append(rule.number()).append(" | ").append(rule.words()).append(" |");
      for (Column<?> column : columns) {
        table.append(' ').append(cell(column, rule, notes)).append(" |");
      }
      table.append('\n');
    }
    table.append(FLINK);
    notes.forEach((why, number) -> table.append(number).append(". ").append(why).append('\n'));
    return table.toString();
  }

  private String cell(Column<?> column, Rule rule, Map<String, Integer> notes) {
    if (broken.contains(column.title() + rule.number())) {
      return "**broken**";
    }
    return column
        .absent(rule.number())
        .map(
            absent -> {
              notes.putIfAbsent(absent.why(), notes.size() + 1);
              return absent.cell() + " (" + notes.get(absent.why()) + ")";
            })
        .orElse("yes" + column.onFlink(rule.number()).mark());
  }
}
