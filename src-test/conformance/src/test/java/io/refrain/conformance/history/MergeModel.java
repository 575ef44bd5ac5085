package io.refrain.conformance.history;

import io.refrain.conformance.history.MergeEvent.Change;
import io.refrain.conformance.subject.Shop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.values.Row;

/**
 * What a table that is merged into should hold: the newest change of each key, of the runs in
 * effect, whatever their order. Immutable.
 *
 * @param newest by key
 * @param runs the epochs in effect that the table remembers
 */
record MergeModel(Map<Integer, Change> newest, Set<Long> runs) {
  static final MergeModel EMPTY = new MergeModel(Map.of(), Set.of());

  /**
   * The same, with one more run.
   *
   * @param remembered whether it is known again
   */
  MergeModel after(long epoch, List<Change> changes, boolean remembered) {
    Map<Integer, Change> after = new TreeMap<>(newest);
    for (Change change : changes) {
      after.merge(change.id(), change, MergeModel::newer);
    }
    Set<Long> more = new TreeSet<>(runs);
    if (remembered) {
      more.add(epoch);
    }
    return new MergeModel(after, more);
  }

  /** Of one version, a delete wins. */
  private static Change newer(Change a, Change b) {
    return a.version() > b.version() || (a.version() == b.version() && a.delete()) ? a : b;
  }

  /** What readers see. */
  List<String> content() {
    List<Row> rows =
        newest.values().stream().filter(change -> !change.delete()).map(Change::order).toList();
    return Shop.text(rows);
  }
}
