package io.refrain.delta;

import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Looks whether a table may be made in a directory: nothing but our own staged files is there. */
final class VacantPlace extends SimpleFileVisitor<Path> {
  private final Path directory;
  private Path other;

  private VacantPlace(Path directory) {
    this.directory = directory;
  }

  /**
   * @throws RefrainException (refused) if there is something else
   */
  static void check(DeltaTable target) throws IOException {
    VacantPlace place = new VacantPlace(target.directory());
    if (Files.isDirectory(place.directory)) {
      Files.walkFileTree(place.directory, place);
    }
    if (place.other != null) {
      throw new RefrainException(
          Kind.REFUSED,
          "Cannot create a Delta table at "
              + target.name()
              + ": the directory holds other files, as "
              + place.directory.relativize(place.other)
              + ". Nothing was changed. Name an empty directory, or make a table of them first"
              + " (CONVERT TO DELTA).");
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
    boolean ours =
        at.equals(directory.resolve(StagedMarks.DIRECTORY))
            || at.equals(directory.resolve("_delta_log"));
    return ours ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (DataFiles.isOurs(file.getFileName().toString())) {
      return FileVisitResult.CONTINUE;
    }
    other = file;
    return FileVisitResult.TERMINATE;
  }

  // Another run may give up what it staged while files are visited.
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }
}
