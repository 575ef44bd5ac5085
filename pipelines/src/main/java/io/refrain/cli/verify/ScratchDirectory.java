package io.refrain.cli.verify;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for throw-away copies, removed when it is closed. It is locked as long as its process
 * lives: what is not locked was left by one that was killed, and goes with {@link #sweep}.
 */
public final class ScratchDirectory implements AutoCloseable {
  private static final String PREFIX = "refrain-verify-";
  private static final String LOCK = ".lock";

  private final Path path;
  private final FileChannel lock;

  private ScratchDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** In the directory for temporary files. */
  public static ScratchDirectory make() throws IOException {
    return make(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static ScratchDirectory make(Path temporary) throws IOException {
    List<String> unused = sweep(temporary);
    Path path = Files.createTempDirectory(temporary, PREFIX);
    FileChannel lock =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = lock.lock();
    assert held.isValid();
    return new ScratchDirectory(path, lock);
  }

  public Path path() {
    return path;
  }

  /** Removes what killed processes left; what cannot be removed stays. Says what is gone. */
  public static List<String> sweep() throws IOException {
    return sweep(Path.of(System.getProperty("java.io.tmpdir")));
  }

  private static List<String> sweep(Path temporary) throws IOException {
    List<String> swept = new ArrayList<>();
    try (Stream<Path> all = Files.list(temporary)) {
      for (Path left : all.filter(p -> p.getFileName().toString().startsWith(PREFIX)).toList()) {
        if (isLeft(left)) {
          remove(left);
          if (!Files.exists(left)) {
            swept.add("directory " + left);
          }
        }
      }
    }
    return swept;
  }

  private static boolean isLeft(Path directory) {
    Path file = directory.resolve(LOCK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (IOException | OverlappingFileLockException e) {
      // Somebody's else, just being made, or of this process.
      return false;
    }
  }

  /** Removes a tree, as far as that can be done. */
  static void remove(Path tree) {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(tree)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | RuntimeException e) {
      return;
    }
    for (Path path : all) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // A run that was held may still write there; the next sweep finds it.
      }
    }
  }

  @Override
  public void close() {
    remove(path);
    try {
      lock.close();
    } catch (IOException e) {
      // The lock goes with the process.
    }
  }
}
