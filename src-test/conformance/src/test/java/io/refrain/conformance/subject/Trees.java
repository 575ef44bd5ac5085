package io.refrain.conformance.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Directories with all that is in them. */
final class Trees {
  private Trees() {}

  /** All below a directory, itself included; nothing if it is not there. */
  static List<Path> list(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.toList();
    }
  }

  /** How many files with such a name are there, but for those that are known. */
  static int countWithout(Path root, String suffix, Predicate<String> known) throws IOException {
    return (int)
        list(root).stream()
            .map(Path::toString)
            .filter(file -> file.endsWith(suffix) && !known.test(file))
            .count();
  }

  static void delete(Path root) throws IOException {
    for (Path file : list(root).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(file);
    }
  }
}
