package io.refrain.parquet.dataset;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Removes what nobody needs any more once it is older than the safe age: files that were staged and
 * never committed, files that a commit replaced, manifests that a newer one replaced. It looks only
 * below {@link Layout#HOME}, and never removes what the newest manifest lists.
 */
final class Sweeper {
  private final Storage storage;
  private final Duration safeAge;
  private final InstantSource clock;

  Sweeper(Storage storage, Duration safeAge, InstantSource clock) {
    this.storage = storage;
    this.safeAge = safeAge;
    this.clock = clock;
  }

  /**
   * Sweeps, after the moves of the newest manifest are done.
   *
   * @return the files that were removed
   */
  List<String> sweep(Manifest newest) throws IOException {
    List<Storage.Entry> files = storage.list(Layout.HOME);
    Set<String> needed = needed(newest);
    TreeMap<Long, Long> published = new TreeMap<>();
    for (Storage.Entry file : files) {
      OptionalLong version = Layout.manifestVersion(file.path());
      if (version.isPresent()) {
        published.put(version.getAsLong(), file.modifiedMs());
      }
    }
    Map<String, Long> youngestOfAttempt = youngestOfAttempt(files);
    List<String> manifests = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (Storage.Entry file : files) {
      String path = file.path();
      if (needed.contains(path)) {
        continue;
      }
      if (isStaged(path)) {
        if (isOld(youngestOfAttempt.get(directory(path)))) {
          removed.add(path);
        }
      } else if (Layout.retiringVersion(path).isPresent()) {
        if (retiredLongAgo(Layout.retiringVersion(path).getAsLong(), published, newest)) {
          removed.add(path);
        }
      } else if (path.startsWith(Layout.MANIFESTS + "/") && isSpent(file, published, newest)) {
        manifests.add(path);
      }
    }
    // Manifests last: they tell since when a retired file is one.
    removed.addAll(manifests);
    for (String path : removed) {
      storage.delete(path);
    }
    return removed;
  }

  private static Set<String> needed(Manifest newest) {
    Set<String> needed = new HashSet<>();
    for (Manifest.Content content : newest.partitions()) {
      for (Manifest.DataFile file : content.files()) {
        needed.add(file.path());
        needed.add(file.staged());
      }
    }
    needed.add(Layout.manifest(newest.version()));
    needed.add(Layout.settled(newest.version()));
    return needed;
  }

  private static boolean isStaged(String path) {
    return path.startsWith(Layout.STAGING + "/");
  }

  /** An attempt that still writes is young as a whole, however old its first files are. */
  private static Map<String, Long> youngestOfAttempt(List<Storage.Entry> files) {
    Map<String, Long> youngest = new HashMap<>();
    for (Storage.Entry file : files) {
      if (isStaged(file.path())) {
        // An unknown time (0) must not look old: it never makes an attempt removable.
        long time = file.modifiedMs() == 0 ? Long.MAX_VALUE : file.modifiedMs();
        youngest.merge(directory(file.path()), time, Math::max);
      }
    }
    return youngest;
  }

  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** A retiring manifest that is gone was itself removed for its age. */
  private boolean retiredLongAgo(
      long version, NavigableMap<Long, Long> published, Manifest newest) {
    Long since = published.get(version);
    return since == null ? version < newest.version() : isOld(since);
  }

  /** A manifest is spent once its successor is old; whatever else lies there, once it is itself. */
  private boolean isSpent(Storage.Entry file, NavigableMap<Long, Long> published, Manifest newest) {
    OptionalLong version = Layout.manifestVersion(file.path());
    if (version.isEmpty()) {
      version = Layout.settledVersion(file.path());
    }
    if (version.isEmpty()) {
      return isOld(file.modifiedMs());
    }
    if (version.getAsLong() >= newest.version()) {
      return false;
    }
    Map.Entry<Long, Long> successor = published.higherEntry(version.getAsLong());
    return successor != null && isOld(successor.getValue());
  }

  private boolean isOld(long modifiedMs) {
    return modifiedMs > 0
        && modifiedMs < Long.MAX_VALUE
        && modifiedMs < clock.millis() - safeAge.toMillis();
  }
}
