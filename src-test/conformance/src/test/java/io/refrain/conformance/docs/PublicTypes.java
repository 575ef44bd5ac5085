package io.refrain.conformance.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The public types of sources, which their documentation may name without an import. */
public final class PublicTypes {
  private static final Pattern NAMES = Pattern.compile("\\b[A-Z]\\w*");
  private static final Pattern IMPORTS =
      Pattern.compile("^import [\\w.]+\\.([A-Z]\\w*);$", Pattern.MULTILINE);
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);$", Pattern.MULTILINE);

  /** Importing more than these would let examples compile that a reader cannot follow. */
  private static final List<String> WELL_KNOWN =
      List.of(
          "import java.util.*;",
          "import org.apache.beam.sdk.Pipeline;",
          "import org.apache.beam.sdk.testing.*;",
          "import org.apache.beam.sdk.transforms.*;",
          "import org.apache.beam.sdk.values.*;",
          "import org.junit.jupiter.api.Test;",
          "import org.junit.jupiter.api.extension.ExtendWith;",
          "import static org.hamcrest.MatcherAssert.assertThat;",
          "import static io.refrain.testkit.hamcrest.IdempotencyMatchers.*;",
          "import static io.refrain.testkit.stored.StoredContent.*;");

  private final Map<String, Set<String>> bySimpleName = new TreeMap<>();

  public PublicTypes(List<Path> sources) {
    for (Path source : sources) {
      String text = read(source);
      String name = source.getFileName().toString().replace(".java", "");
      Pattern declared =
          Pattern.compile(
              "^public [\\w\\s-]*(class|interface|record|enum) " + name + "\\b", Pattern.MULTILINE);
      if (declared.matcher(text).find()) {
        bySimpleName.computeIfAbsent(name, n -> new TreeSet<>()).add(packageOf(text) + "." + name);
      }
    }
  }

  private static String read(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packageOf(String text) {
    return PACKAGE.matcher(text).results().map(m -> m.group(1)).findFirst().orElse("");
  }

  /** The imports of a class with an example: its file's, and of public types what it names. */
  String importsFor(Example example) {
    Set<String> named =
        NAMES.matcher(example.code()).results().map(MatchResult::group).collect(Collectors.toSet());
    Map<String, String> imports = new TreeMap<>();
    if (example.file().toString().endsWith(".java")) {
      IMPORTS
          .matcher(read(example.file()))
          .results()
          .filter(line -> named.contains(line.group(1)))
          .forEach(line -> imports.put(line.group(1), line.group()));
    }
    for (String name : named) {
      Set<String> types = bySimpleName.getOrDefault(name, Set.of());
      if (types.size() == 1) {
        imports.putIfAbsent(name, "import " + types.iterator().next() + ";");
      }
    }
    return String.join("\n", WELL_KNOWN) + "\n" + String.join("\n", imports.values()) + "\n";
  }
}
