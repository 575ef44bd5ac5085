package io.refrain.delta;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that were staged and are not known to be committed: a mark for each, below {@code
 * _refrain}, which no reader and no VACUUM looks at. A file without a mark is never removed by
 * Refrain: it is the table's.
 */
final class StagedMarks {
  static final String DIRECTORY = "_refrain/staged";
  private static final String MARK = ".mark";

  private static final Logger LOG = LoggerFactory.getLogger(StagedMarks.class);

  private final Path table;

  StagedMarks(Path table) {
    this.table = table;
  }

  /**
   * @param path the file that is marked, as the log would have it
   * @param sinceMs when the mark was set, or the file last written
   */
  record Mark(String path, long sinceMs) {}

  void set(String path) throws IOException {
    Files.createDirectories(table.resolve(DIRECTORY));
    Files.writeString(mark(path), path);
  }

  boolean isSet(String path) {
    return Files.exists(mark(path));
  }

  /** Takes marks away, not the files. */
  void clear(Collection<String> paths) throws IOException {
    for (String path : paths) {
      Files.deleteIfExists(mark(path));
    }
  }

  /**
   * Removes a file that will hardly be committed any more. One without a mark was committed, and
   * one that the log mentions too: they stay. Never fails.
   */
  void discard(String path) {
    try {
      String name = DataFiles.name(path);
      if (isSet(path) && new LogFiles(table).mentioned(Set.of(name)).isEmpty()) {
        remove(path);
      }
    } catch (IOException | RuntimeException e) {
      LOG.info("Left {} to be swept later: {}", path, e.getMessage());
    }
  }

  /** Removes a file that was staged and never committed, then its mark. */
  void remove(String path) throws IOException {
    Path file = file(path);
    Files.deleteIfExists(file);
    removeEmptyParents(file.getParent());
    Files.deleteIfExists(mark(path));
  }

  /** Partitions that hold nothing need no directory. */
  private void removeEmptyParents(Path from) throws IOException {
    for (Path at = from; at.startsWith(table) && !at.equals(table); at = at.getParent()) {
      try {
        Files.deleteIfExists(at);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  List<Mark> all() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(table.resolve(DIRECTORY))) {
      files = listed.filter(f -> f.getFileName().toString().endsWith(MARK)).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    List<Mark> marks = new ArrayList<>();
    for (Path file : files) {
      read(file).ifPresent(marks::add);
    }
    return marks;
  }

  private Optional<Mark> read(Path mark) throws IOException {
    try {
      long since = Files.getLastModifiedTime(mark).toMillis();
      String path = Files.readString(mark);
      if (path.isEmpty()) {
        // A crash before the first byte: then there is no file either.
        Files.deleteIfExists(mark);
        return Optional.empty();
      }
      return Optional.of(new Mark(path, Math.max(since, modified(file(path)))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static long modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private Path mark(String path) {
    return table.resolve(DIRECTORY).resolve(DataFiles.name(path) + MARK);
  }

  private Path file(String path) {
    return table.resolve(DataFiles.decode(path));
  }
}
