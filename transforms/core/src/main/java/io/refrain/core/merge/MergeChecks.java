package io.refrain.core.merge;

import io.refrain.core.blocks.LatestBy;
import io.refrain.core.blocks.Panes;
import io.refrain.core.merge.MergeSpec.Deletes;
import io.refrain.core.row.ChangeKind;
import io.refrain.core.row.RowLayout;
import io.refrain.core.store.MergeTarget;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;

/** What can be wrong with a merge while the pipeline is built. */
final class MergeChecks {
  private MergeChecks() {}

  /** What can be wrong without looking at rows. */
  static void check(MergeTarget target, LatestBy latestBy, String pipeline, boolean byPosition) {
    if (latestBy.keys().isEmpty()) {
      throw new IllegalArgumentException(
          "By which columns are rows of " + target.name() + " matched? Name the key: byKey(...).");
    }
    if (latestBy.versions().isEmpty()) {
      throw new IllegalArgumentException(
          "Which of two rows of one key in "
              + target.name()
              + " is newer? Name at least one version column: latestBy(...).");
    }
    if (pipeline.isBlank()) {
      throw new IllegalArgumentException(
          "Set pipelineName: the runs that write to "
              + target.name()
              + " are known by it. It must be the same in every run.");
    }
    if (byPosition && !target.deletesByPosition()) {
      throw new IllegalArgumentException(
          "deleteByPosition() is nothing that "
              + target.name()
              + " can do: its files can only be written anew. Leave it out.");
    }
  }

  /** What can be wrong with the rows. */
  static void checkInput(MergeTarget target, MergeSpec spec, RowLayout layout) {
    LatestBy latestBy = spec.latestBy();
    if (layout.schema().hasField(MergeSpec.DELETED)) {
      throw new IllegalArgumentException(
          "The input has a column '" + MergeSpec.DELETED + "', which is needed here. Rename it.");
    }
    latestBy.key(layout);
    for (String key : latestBy.keys()) {
      switch (layout.type(layout.indexOf(key)).kind()) {
        case FLOAT, DOUBLE, ARRAY, MAP, ROW ->
            throw new IllegalArgumentException(
                "Key column '"
                    + key
                    + "' is of type "
                    + layout.type(layout.indexOf(key)).describe()
                    + ", whose values cannot be matched. Choose another key.");
        default -> {}
      }
    }
    new LatestBy(latestBy.keys(), latestBy.versions(), null).order(layout);
    checkChanges(spec, layout);
    target.check(spec.stored(layout), latestBy.keys());
  }

  private static void checkChanges(MergeSpec spec, RowLayout layout) {
    String kind = spec.latestBy().changeKind();
    if (kind == null) {
      if (!(spec.deletes() instanceof Deletes.None)) {
        throw new IllegalArgumentException(
            "Which rows are deletes? Name the column that says so: changeKind(...).");
      }
      return;
    }
    new ChangeKind(layout, kind);
    if (spec.deletes() instanceof Deletes.None) {
      throw new IllegalArgumentException(
          "What becomes of a row that '"
              + kind
              + "' deletes? Choose softDelete(column), which keeps it flagged, so that an older row"
              + " that comes late does not bring it back; or hardDeletes(), which removes it and"
              + " does not remember it.");
    }
    if (spec.isKeyOrVersion(kind)) {
      throw new IllegalArgumentException(
          "Column '" + kind + "' cannot be both the change kind and one of the key or version.");
    }
    String flag = spec.flag();
    if (flag != null && !flag.equals(kind) && layout.schema().hasField(flag)) {
      throw new IllegalArgumentException(
          "Column '"
              + flag
              + "' flags deleted rows in the table, so the input must not have it, unless as its"
              + " changeKind.");
    }
  }

  /** Whether the input is one run, whatever its rows. */
  static boolean isOneRun(PCollection<?> input) {
    return input.isBounded() == IsBounded.BOUNDED
        && input.getWindowingStrategy().getWindowFn() instanceof GlobalWindows;
  }

  /** What can be wrong with windows. */
  static void checkWindows(PCollection<?> input, boolean planOnly) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    if (strategy.needsMerge()) {
      throw new IllegalArgumentException(
          "Merging windows ("
              + strategy.getWindowFn().getClass().getSimpleName()
              + ") are no runs that could be told apart: use fixed windows.");
    }
    boolean unbounded = input.isBounded() == IsBounded.UNBOUNDED;
    if (unbounded && strategy.getWindowFn() instanceof GlobalWindows) {
      throw new IllegalArgumentException(
          "Unbounded input in the global window never ends, so nothing would ever be merged: put it"
              + " into fixed windows.");
    }
    if (!Panes.fireOnce(input)) {
      throw new IllegalArgumentException(
          "Each window is merged once, in one commit, so it must fire once: leave triggers out, and"
              + " set no allowed lateness. For rows that come later use larger windows, or merge"
              + " them in a run of their own: versions decide, not the order of runs.");
    }
    if (unbounded && planOnly) {
      throw new IllegalArgumentException(
          "Unbounded input cannot be planned with planOnly(): what is planned for one window is not"
              + " stored when the next comes, so keys would be counted twice. Plan bounded input,"
              + " or leave planOnly() out.");
    }
  }
}
