package io.refrain.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a {@link Lakehouse} to tests: one for all classes, since Spark takes long to start. */
final class WithSpark implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Lakehouse.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(WithSpark.class))
        .getOrComputeIfAbsent("spark", key -> new Running(), Running.class)
        .lakehouse;
  }

  /** Closed by JUnit after the last test. */
  private static final class Running implements AutoCloseable {
    private final Lakehouse lakehouse;

    Running() {
      try {
        Path directory = Files.createTempDirectory("interop");
        lakehouse = new Lakehouse(directory, SparkProcess.start(directory));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      lakehouse.spark().close();
      try (Stream<Path> files = Files.walk(lakehouse.directory())) {
        List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : all) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
