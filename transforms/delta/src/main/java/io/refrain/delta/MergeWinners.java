package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.store.MergePlan;
import io.refrain.core.store.TableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at what others committed since a merge read the table: whether it still holds. */
final class MergeWinners {
  private final DeltaTable target;
  private final MergePlan plan;
  private final TableState now;

  MergeWinners(DeltaTable target, MergePlan plan, TableState now) {
    this.target = target;
    this.plan = plan;
    this.now = now;
  }

  /**
   * The files that the plan removes, as they are now.
   *
   * @throws RefrainException (conflict) if one of them is not what it was
   */
  List<LiveFile> removed(List<LiveFile> live) {
    Map<String, LiveFile> byPath = new HashMap<>();
    live.forEach(file -> byPath.put(file.path(), file));
    List<LiveFile> removed = new ArrayList<>();
    for (TableFile listed : plan.removed()) {
      MergeFile file = MergeFile.of(listed);
      LiveFile found = byPath.get(file.path());
      if (found == null || !file.isStill(found)) {
        throw conflict("somebody else changed a file that it touches, " + file.path());
      }
      removed.add(found);
    }
    return removed;
  }

  /**
   * Checks the entries since the base. What a compaction wrote holds no new rows.
   *
   * @param base the version that was searched
   * @param before its files
   * @throws RefrainException (conflict) if rows were added where the keys of the merge lie
   */
  void checkAdded(TableState base, List<LiveFile> before, FileBounds bounds, LogFiles log)
      throws IOException {
    if (!base.schema().equals(now.schema())) {
      throw conflict("somebody else changed the columns of the table");
    }
    Set<String> known = new HashSet<>();
    before.forEach(file -> known.add(file.path()));
    PartitionTexts texts = PartitionTexts.of(now);
    for (long version = base.version() + 1; version <= now.version(); version++) {
      Optional<List<JsonNode>> actions = log.actions(version);
      if (actions.isEmpty()) {
        throw conflict("version " + version + ", by somebody else, is cleaned up already");
      }
      for (JsonNode action : actions.get()) {
        JsonNode add = action.path("add");
        if (add.path("dataChange").asBoolean(false)
            && !known.contains(add.path("path").asText())
            && bounds.mayHold(partition(texts, add), add.path("stats").asText(""))) {
          throw conflict(
              "somebody else added rows where its keys lie, in " + add.path("path").asText());
        }
      }
    }
  }

  private static Partition partition(PartitionTexts texts, JsonNode add) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> value : add.path("partitionValues").properties()) {
      values.put(value.getKey(), value.getValue().isNull() ? null : value.getValue().asText());
    }
    return texts.fromLog(values);
  }

  RefrainException conflict(String why) {
    return new RefrainException(
        Kind.CONFLICT,
        "Cannot merge "
            + plan.receipt().token()
            + " into "
            + target.name()
            + ": "
            + why
            + ". Nothing was changed. Run again: the merge looks at the table as it is now.");
  }
}
