package io.refrain.jdbc.dedup;

import io.refrain.core.row.ContentChecksum;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.jdbc.dedup.DedupReceipt.Example;
import java.util.ArrayList;
import java.util.List;

/** Counts what is kept and what goes, and remembers the first few keys. */
final class Tally {
  private static final int MOST_EXAMPLES = 10;
  private static final int MOST_ROWS = 5;

  private final RowText text;
  private final List<Example> examples = new ArrayList<>();
  private ContentChecksum checksum = ContentChecksum.EMPTY;
  private long keys;
  private long rows;
  private long identical;
  private long ties;

  Tally(RowLayout layout) {
    this.text = new RowText(layout);
  }

  /** Whether rows that go are still to be shown. */
  boolean wantsExamples() {
    return examples.size() < MOST_EXAMPLES;
  }

  void removed(byte[] row, List<String> shown) {
    checksum = checksum.plus(ContentChecksum.ofRow(row, 0, row.length));
    rows++;
    if (wantsExamples() && shown.size() < MOST_ROWS) {
      shown.add(render(row));
    }
  }

  void kept(byte[] row, List<String> shown, long rowsOfKey, long identicalToIt, boolean tied) {
    keys++;
    rows++;
    identical += identicalToIt;
    ties += tied ? 1 : 0;
    if (wantsExamples()) {
      examples.add(new Example(render(row), shown, rowsOfKey));
    }
  }

  String render(byte[] row) {
    return text.render(row, 0, row.length);
  }

  Removal.Expected found() {
    return new Removal.Expected(keys, rows);
  }

  DedupReceipt receipt(String target, boolean planned, long nullKeys, List<String> sideEffects) {
    return new DedupReceipt(
        target,
        planned,
        keys,
        rows - keys,
        identical,
        ties,
        nullKeys,
        checksum,
        sideEffects,
        examples);
  }
}
