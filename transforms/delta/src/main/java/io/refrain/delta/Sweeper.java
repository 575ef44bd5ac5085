package io.refrain.delta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what crashed runs left, once it is older than the safe age: data files that were staged
 * and never committed, and files of the log that never came to their name. Files that the log
 * mentions are never touched: when those that were replaced go is the table's own affair (VACUUM).
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** What the newest version consists of. */
  interface Live {
    /** The names of its data files. */
    Set<String> names() throws IOException;
  }

  private final Path table;
  private final Live live;
  private final Duration safeAge;
  private final InstantSource clock;

  Sweeper(Path table, Live live, Duration safeAge, InstantSource clock) {
    this.table = table;
    this.live = live;
    this.safeAge = safeAge;
    this.clock = clock;
  }

  /**
   * Takes the marks of committed files away, and sweeps. The commit is in effect: nothing may fail
   * it now.
   *
   * @param name what messages call the table
   */
  void settle(Set<String> committed, String name) {
    try {
      new StagedMarks(table).clear(committed);
      sweep();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Committed to {}; the rest of the work is left to the next run or a repair", name, e);
    }
  }

  /**
   * Sweeps.
   *
   * @return the files that were removed, relative to the table
   */
  List<String> sweep() throws IOException {
    List<String> removed = new ArrayList<>();
    StagedMarks marks = new StagedMarks(table);
    List<StagedMarks.Mark> old =
        marks.all().stream().filter(mark -> isOld(mark.sinceMs())).toList();
    if (!old.isEmpty()) {
      Set<String> committed = committed(old);
      for (StagedMarks.Mark mark : old) {
        if (committed.contains(DataFiles.name(mark.path()))) {
          marks.clear(List.of(mark.path()));
        } else {
          marks.remove(mark.path());
          removed.add(DataFiles.decode(mark.path()));
        }
      }
    }
    removed.addAll(sweepLog());
    return removed;
  }

  /** A commit may have taken effect, and its run died before it took the mark away. */
  private Set<String> committed(List<StagedMarks.Mark> marks) throws IOException {
    Set<String> names =
        marks.stream().map(mark -> DataFiles.name(mark.path())).collect(Collectors.toSet());
    Set<String> committed = new HashSet<>(new LogFiles(table).mentioned(names));
    committed.addAll(live.names());
    return committed;
  }

  private List<String> sweepLog() throws IOException {
    List<String> removed = new ArrayList<>();
    List<Path> temporary;
    Path log = table.resolve("_delta_log");
    try (Stream<Path> listed = Files.list(log)) {
      temporary =
          listed.filter(f -> f.getFileName().toString().startsWith(LocalFileIo.TEMPORARY)).toList();
    } catch (NoSuchFileException e) {
      return removed;
    }
    for (Path file : temporary) {
      try {
        if (isOld(Files.getLastModifiedTime(file).toMillis())) {
          Files.deleteIfExists(file);
          removed.add(table.relativize(file).toString());
        }
      } catch (NoSuchFileException e) {
        // Somebody finished it.
      }
    }
    return removed;
  }

  private boolean isOld(long modifiedMs) {
    return modifiedMs < clock.millis() - safeAge.toMillis();
  }
}
