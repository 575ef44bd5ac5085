package io.refrain.parquet.dataset;

import io.refrain.parquet.file.ForcedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The local file system, or one mounted as such. Manifests are published by a hard link, which
 * fails if the name exists; moves are atomic renames; what is written is forced to the disk.
 */
final class LocalStorage implements Storage {
  /** Names that are being written; a crash leaves them, and the sweeper removes them. */
  static final String TEMPORARY = ".tmp-";

  private static final int MAX_TRIES = 10;

  private final Path root;

  LocalStorage(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  private Path at(String path) throws IOException {
    try {
      return path.isEmpty() ? root : root.resolve(path);
    } catch (InvalidPathException e) {
      throw new IOException(
          "Cannot name a file '"
              + path
              + "' in "
              + root
              + ": "
              + e.getReason()
              + ". Java takes the encoding of file names from the locale: start it under one with"
              + " UTF-8, as in LC_ALL=C.UTF-8.",
          e);
    }
  }

  @Override
  public List<Entry> list(String directory) throws IOException {
    List<Entry> files = new ArrayList<>();
    Path start = at(directory);
    if (!Files.isDirectory(start)) {
      return files;
    }
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = root.relativize(file).toString().replace('\\', '/');
            files.add(new Entry(path, attributes.size(), attributes.lastModifiedTime().toMillis()));
            return FileVisitResult.CONTINUE;
          }

          // Somebody else's commit may move files while they are listed.
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return files;
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    try {
      return OptionalLong.of(Files.size(at(path)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    return Files.readAllBytes(at(path));
  }

  @Override
  public boolean putIfAbsent(String path, byte[] content) throws IOException {
    Path target = at(path);
    if (Files.exists(target)) {
      return false;
    }
    Path temporary = target.resolveSibling(TEMPORARY + UUID.randomUUID());
    try (FileChannel out = createNew(temporary)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    try {
      Files.createLink(target, temporary);
      forceDirectory(target.getParent());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      throw new IOException(
          "Cannot publish "
              + target
              + ": this file system has no hard links, by which a manifest"
              + " is published atomically. Nothing was changed. Use another file system.",
          e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  // Without it a power failure may lose the name, though not the content.
  private static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system opens directories; the link itself stands.
      return;
    }
  }

  private static FileChannel createNew(Path file) throws IOException {
    for (int tries = 1; ; tries++) {
      Files.createDirectories(file.getParent());
      try {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        // Somebody removed the directory while it was empty.
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  @Override
  public WritableByteChannel create(String path) throws IOException {
    return new ForcedChannel(createNew(at(path)));
  }

  @Override
  public SeekableByteChannel open(String path) throws IOException {
    return FileChannel.open(at(path), StandardOpenOption.READ);
  }

  @Override
  public void move(String from, String to) throws IOException {
    Path source = at(from);
    Path target = at(to);
    for (int tries = 1; ; tries++) {
      Files.createDirectories(target.getParent());
      try {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        break;
      } catch (NoSuchFileException e) {
        if (tries == MAX_TRIES || !Files.exists(source)) {
          throw e;
        }
      }
    }
    removeEmptyParents(source);
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = at(path);
    if (Files.deleteIfExists(file)) {
      removeEmptyParents(file);
    }
  }

  /** Directories of this protocol's own go with their last file; partitions' directories stay. */
  private void removeEmptyParents(Path file) throws IOException {
    Path top = at(Layout.HOME);
    Path directory = file.getParent();
    while (directory.startsWith(top) && directory.getNameCount() > top.getNameCount() + 1) {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
      directory = directory.getParent();
    }
  }

  @Override
  public String absolute(String path) {
    return root + (path.isEmpty() ? "" : "/" + path);
  }
}
