package io.refrain.conformance.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Java in a comment or a text, without what is around it.
 *
 * @param file where it stands
 * @param line where it begins, counted from 1
 * @param code as a reader sees it
 */
public record Example(Path file, int line, String code) {
  private static final Pattern IN_JAVADOC =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n\\s*\\* }</pre>", Pattern.DOTALL);
  private static final Pattern IN_MARKDOWN =
      Pattern.compile("```java\\n(.*?)\\n```", Pattern.DOTALL);

  /** All of a source's or a text's examples of more than a line. */
  public static List<Example> in(Path file, String text) {
    boolean javadoc = file.toString().endsWith(".java");
    List<Example> examples = new ArrayList<>();
    (javadoc ? IN_JAVADOC : IN_MARKDOWN)
        .matcher(text)
        .results()
        .forEach(
            found -> {
              Stream<String> lines = found.group(1).lines();
              String code =
                  (javadoc ? lines.map(line -> line.replaceFirst("^\\s*\\* ?", "")) : lines)
                      .collect(Collectors.joining("\n"));
              int line = (int) text.substring(0, found.start(1)).lines().count() + 1;
              examples.add(new Example(file, line, code));
            });
    return examples;
  }

  /** Within a class that supposes what is there: members, statements or an expression. */
  String inAClass(String name, String supposed) {
    String body;
    if (code.startsWith("@") || code.startsWith("class ")) {
      body = code;
    } else if (code.endsWith(";") || code.endsWith("}")) {
      body = "void example() throws Exception {\n" + code + "\n}";
    } else {
      body = "Object example() throws Exception {\nreturn " + code + ";\n}";
    }
    return "abstract class " + name + " extends " + supposed + " {\n" + body + "\n}\n";
  }
}
