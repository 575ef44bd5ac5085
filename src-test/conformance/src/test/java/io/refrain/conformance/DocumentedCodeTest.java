package io.refrain.conformance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.refrain.conformance.docs.Example;
import io.refrain.conformance.docs.Examples;
import io.refrain.conformance.docs.PublicTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples in the javadoc of the main sources compile, and so do those in the texts beside
 * them; what the README shows is run by {@link ReadmeCodeTest}.
 */
class DocumentedCodeTest {
  private static final Path ROOT = Path.of("..", "..");

  private static List<Path> files(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String room : List.of("transforms", "pipelines", "runners", "src-test")) {
      try (Stream<Path> tree = Files.walk(ROOT.resolve(room))) {
        tree.filter(file -> file.toString().endsWith(ending)).sorted().forEach(found::add);
      }
    }
    return found;
  }

  private static List<Path> sources() throws IOException {
    return files(".java").stream()
        .filter(file -> file.toString().contains(Path.of("src", "main", "java").toString()))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyExampleCompiles(@TempDir Path classes) throws IOException {
    List<Path> places = new ArrayList<>(sources());
    places.addAll(files(".md"));
    List<Example> examples = new ArrayList<>();
    for (Path place : places) {
      examples.addAll(Example.in(place, Files.readString(place)));
    }
    assertThat(examples, hasSize(greaterThan(10)));
    List<String> errors = Examples.errorsOf(examples, new PublicTypes(sources()), classes);
    return IntStream.range(0, examples.size())
        .mapToObj(
            i ->
                dynamicTest(
                    ROOT.relativize(examples.get(i).file()) + ", line " + examples.get(i).line(),
                    () -> assertThat(examples.get(i).code(), errors.get(i), equalTo(""))));
  }

  @Test
  void aMethodThatIsNotThereIsFound(@TempDir Path classes) throws IOException {
    String javadoc =
        """
         * <pre>{@code
         * orders.apply(
         *     DedupLatestByKey.<Order>byTheKey("order_id").latestBy("updated_at"));
         * }</pre>
        """;
    Path file = Files.writeString(classes.resolve("Dedup.java"), javadoc);
    List<Example> examples = Example.in(file, javadoc);
    assertThat(examples, hasSize(1));
    List<String> errors = Examples.errorsOf(examples, new PublicTypes(sources()), classes);
    assertThat(errors.get(0), containsString("byTheKey"));
  }
}
