package io.refrain.iceberg;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which data files are staged, so that what crashed runs leave can be found without
 * listing the data: a note for each, below the table's location, written before the file and
 * removed once it is committed or discarded. Needs a file system that can list; without, what
 * crashed runs leave is left to Iceberg's own removal of orphan files.
 */
final class Staging {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
  private static final String DIRECTORY = "/refrain-staging/";

  private static final List<String> PATHS = List.of("file_path");

  private final Table table;

  Staging(Table table) {
    this.table = table;
  }

  private String note(String path) {
    return table.location() + DIRECTORY + path.substring(path.lastIndexOf('/') + 1) + ".note";
  }

  /** Before a file is begun. */
  void begin(String path) throws IOException {
    if (table.io() instanceof SupportsPrefixOperations) {
      try (OutputStream out = table.io().newOutputFile(note(path)).createOrOverwrite()) {
        out.write(path.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** After a file was committed. */
  void settled(String path) {
    if (table.io() instanceof SupportsPrefixOperations) {
      delete(note(path));
    }
  }

  /** Gives up a file that is in no snapshot. */
  void discard(String path) {
    delete(path);
    settled(path);
  }

  /**
   * Gives up files that are in no snapshot; keeps those that are. Never fails.
   *
   * @param locations as they were staged
   * @param name what messages call the table
   */
  static void discard(OpenTable table, List<String> locations, String name) {
    try {
      Set<String> paths = new HashSet<>();
      locations.forEach(location -> paths.add(StagedData.parse(location).path()));
      Optional<Head> head = table.head();
      if (paths.isEmpty() || head.isEmpty()) {
        return;
      }
      Staging staging = new Staging(head.get().table());
      paths.removeAll(committed(head.get().table(), paths));
      paths.forEach(staging::discard);
    } catch (IOException | RuntimeException e) {
      LOG.info("Left what was staged for {} to be removed later: {}", name, e.getMessage());
    }
  }

  private void delete(String path) {
    try {
      table.io().deleteFile(path);
    } catch (NotFoundException e) {
      LOG.debug("{} was gone already", path);
    } catch (RuntimeException e) {
      LOG.info("Left {} to be removed later: {}", path, e.getMessage());
    }
  }

  /**
   * Removes what was staged and not committed, once it is older than the safe age.
   *
   * @param now the time, in milliseconds since 1970
   * @return the data files that were removed
   */
  List<String> sweep(Duration safeAge, long now) throws IOException {
    Map<String, String> old = new LinkedHashMap<>();
    if (table.io() instanceof SupportsPrefixOperations io) {
      for (FileInfo file : notes(io)) {
        if (file.createdAtMillis() > 0 && file.createdAtMillis() < now - safeAge.toMillis()) {
          old.put(read(file.location()), file.location());
        }
      }
    }
    if (old.isEmpty()) {
      return List.of();
    }
    Set<String> committed = committed(table, old.keySet());
    List<String> removed = new ArrayList<>();
    old.forEach(
        (path, note) -> {
          // A note that was cut short names no file; its file was never begun.
          if (!committed.contains(path) && FileNames.isWhole(path)) {
            delete(path);
            removed.add(path);
          }
          delete(note);
        });
    return removed;
  }

  private Iterable<FileInfo> notes(SupportsPrefixOperations io) throws IOException {
    List<FileInfo> notes = new ArrayList<>();
    try {
      io.listPrefix(table.location() + DIRECTORY).forEach(notes::add);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof FileNotFoundException)) {
        throw e.getCause();
      }
    } catch (NotFoundException e) {
      LOG.debug("Nothing was ever staged in {}", table.location());
    }
    return notes;
  }

  private String read(String note) throws IOException {
    try (InputStream in = table.io().newInputFile(note).newStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (NotFoundException e) {
      return "";
    }
  }

  /** Those of some paths that any known snapshot lists. */
  static Set<String> committed(Table table, Set<String> paths) throws IOException {
    Set<String> found = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (seen.add(manifest.path())) {
          try (CloseableIterable<? extends ContentFile<?>> listed = open(table, manifest)) {
            for (ContentFile<?> file : listed) {
              if (paths.contains(file.location())) {
                found.add(file.location());
              }
            }
          }
        }
      }
    }
    return found;
  }

  private static CloseableIterable<? extends ContentFile<?>> open(
      Table table, ManifestFile manifest) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.read(manifest, table.io(), table.specs()).select(PATHS)
        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()).select(PATHS);
  }
}
