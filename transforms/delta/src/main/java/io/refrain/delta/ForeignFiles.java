package io.refrain.delta;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells whether data files are a run's own or somebody else's.
 *
 * <p>A file is the run's own that covered its partition last if it bears the name that Refrain
 * gives and lost no rows since; or if it came into the log without a change of data (a compaction)
 * in place of files that are the run's own. What a compaction read can be told as long as its entry
 * of the log is there; after that, what it wrote counts as somebody else's.
 */
final class ForeignFiles {
  private final Ledger ledger;
  private final LogFiles log;

  ForeignFiles(Ledger ledger, LogFiles log) {
    this.ledger = ledger;
    this.log = log;
  }

  /** Those of some files of a version that are not a run's own: why, by the file's path. */
  Map<String, String> among(List<LiveFile> files, long version) throws IOException {
    Map<String, String> foreign = new TreeMap<>();
    Map<String, Set<String>> wanted = new HashMap<>();
    for (LiveFile file : files) {
      if (ledger.owner(file.partition()).isEmpty()) {
        foreign.put(file.path(), "no run wrote this partition");
      } else if (file.thinned()) {
        foreign.put(file.path(), "rows of it were deleted");
      } else if (!file.isOursByName()) {
        wanted.put(file.path(), new HashSet<>(Set.of(file.path())));
      }
    }
    new Trace(foreign, wanted).back(version);
    return foreign;
  }

  /** Goes back in the log until it is known of each file where it came from. */
  private final class Trace {
    private final Map<String, String> foreign;
    // Whose origin is looked for, and the live files that depend on it.
    private final Map<String, Set<String>> wanted;

    private Trace(Map<String, String> foreign, Map<String, Set<String>> wanted) {
      this.foreign = foreign;
      this.wanted = wanted;
    }

    private void back(long newest) throws IOException {
      long version = newest;
      for (; version >= 0 && !wanted.isEmpty(); version--) {
        Optional<List<JsonNode>> actions = log.actions(version);
        if (actions.isEmpty()) {
          break;
        }
        entry(actions.get());
      }
      long oldest = version + 1;
      wanted.forEach(
          (path, dependent) ->
              dependent.forEach(
                  file -> foreign.putIfAbsent(file, "it is older than version " + oldest)));
    }

    private void entry(List<JsonNode> actions) {
      List<JsonNode> removes = new ArrayList<>();
      actions.stream().filter(a -> a.has("remove")).forEach(a -> removes.add(a.get("remove")));
      Map<String, Set<String>> found = new HashMap<>();
      for (JsonNode action : actions) {
        String path = action.path("add").path("path").asText();
        Set<String> dependent = wanted.remove(path);
        if (dependent == null) {
          continue;
        }
        JsonNode add = action.path("add");
        if (add.path("dataChange").asBoolean(true)) {
          dependent.forEach(file -> foreign.putIfAbsent(file, "added by somebody else"));
        } else {
          replaced(add, removes).forEach(from -> origin(from, path, dependent, found));
        }
      }
      found.forEach((path, files) -> wanted.merge(path, files, Trace::union));
    }

    /** What a compaction put a file in place of: what it removed from the same partition. */
    private static List<JsonNode> replaced(JsonNode add, List<JsonNode> removes) {
      List<JsonNode> replaced =
          removes.stream()
              .filter(r -> r.path("partitionValues").equals(add.path("partitionValues")))
              .toList();
      // An action for the same file again, as of a new count of its rows.
      return replaced.isEmpty() ? List.of(add) : replaced;
    }

    private void origin(
        JsonNode from, String path, Set<String> dependent, Map<String, Set<String>> found) {
      String origin = from.path("path").asText();
      if (from.hasNonNull("deletionVector")) {
        dependent.forEach(file -> foreign.putIfAbsent(file, "rows of " + origin + " were deleted"));
      } else if (origin.equals(path) || !DataFiles.isOurs(origin)) {
        found.merge(origin, new HashSet<>(dependent), Trace::union);
      }
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
      Set<String> both = new HashSet<>(a);
      both.addAll(b);
      return both;
    }
  }
}
