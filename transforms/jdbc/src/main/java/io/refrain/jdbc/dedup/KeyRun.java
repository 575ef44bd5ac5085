package io.refrain.jdbc.dedup;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes rows in the order of their keys and decides on each: of the rows of a key that follow one
 * another one stays. Holds two rows at most, however many a key has.
 */
final class KeyRun {
  private final RowLayout layout;
  private final RowKey key;
  private final Newest order;
  private final Removal removal;
  private final RowFile aside;
  private final Tally tally;
  private StoredRow best;
  private List<String> shown = new ArrayList<>();
  private long rows;
  private long identical;
  private boolean tied;

  KeyRun(RowLayout layout, RowKey key, Newest order, Removal removal, RowFile aside, Tally tally) {
    this.layout = layout;
    this.key = key;
    this.order = order;
    this.removal = removal;
    this.aside = aside;
    this.tally = tally;
  }

  void add(StoredRow row) throws IOException {
    if (best == null || !key.same(best.bytes(), 0, row.bytes(), 0)) {
      end();
      best = row;
      rows = 1;
      return;
    }
    rows++;
    int versions = order.compareVersions(row.bytes(), best.bytes());
    int content = versions == 0 ? byContent(row) : 0;
    boolean newer = versions > 0 || content > 0;
    StoredRow loser = newer ? best : row;
    best = newer ? row : best;
    if (versions > 0) {
      tied = false;
      identical = 0;
    } else if (content != 0) {
      tied = true;
      identical = newer ? 0 : identical;
    } else if (versions == 0) {
      identical++;
    }
    removal.removed(loser, aside);
    tally.removed(loser.bytes(), shown);
  }

  private int byContent(StoredRow row) {
    for (StoredRow each : List.of(row, best)) {
      if (!each.inexact().isEmpty()) {
        throw new RefrainException(
            Kind.REFUSED,
            "Two rows of one key have the same version, and the value of column "
                + layout.name(each.inexact().nextSetBit(0))
                + " has no exact form here (it is null in what follows), so their content cannot"
                + " decide: "
                + tally.render(best.bytes())
                + " and "
                + tally.render(row.bytes())
                + ". Delete one of them, or name a further version column. Nothing was changed.");
      }
    }
    return Newest.compareContent(row.bytes(), best.bytes());
  }

  /** After the last row. */
  void end() throws IOException {
    if (rows > 1) {
      removal.kept(best, aside);
      tally.kept(best.bytes(), shown, rows, identical, tied);
    }
    best = null;
    shown = new ArrayList<>();
    rows = 0;
    identical = 0;
    tied = false;
  }
}
