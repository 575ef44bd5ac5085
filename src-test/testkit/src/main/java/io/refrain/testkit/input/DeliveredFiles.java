package io.refrain.testkit.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of files as it is delivered: copies in a new directory, whose names put them in
 * another order. Works for files of any format, whose content is left alone.
 */
final class DeliveredFiles {
  private DeliveredFiles() {}

  static Path of(Delivery delivery, Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files =
          DeliveredList.of(delivery, all.filter(Files::isRegularFile).sorted().toList());
      Path target = Files.createTempDirectory("delivery");
      target.toFile().deleteOnExit();
      for (int i = 0; i < files.size(); i++) {
        // Padded, so that the order of the names is the order of the delivery.
        String name = (100_000 + i) + "-" + files.get(i).getFileName();
        Files.copy(files.get(i), target.resolve(name)).toFile().deleteOnExit();
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy the delivery in " + directory + ".", e);
    }
  }
}
