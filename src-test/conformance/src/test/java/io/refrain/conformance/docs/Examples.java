package io.refrain.conformance.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles examples, all at once. */
public final class Examples {
  private Examples() {}

  /**
   * What the compiler has against each of them, in their order; empty for those that compile.
   *
   * @param classes takes what they are compiled to
   */
  public static List<String> errorsOf(List<Example> examples, PublicTypes types, Path classes)
      throws IOException {
    List<JavaFileObject> sources = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      sources.add(source(examples.get(i), "Example" + i, types));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ROOT, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-classpath",
              System.getProperty("java.class.path"),
              "-d",
              classes.toString());
      compiler.getTask(null, files, found, options, null, sources).call();
    }
    Map<JavaFileObject, StringBuilder> errors = new TreeMap<>((a, b) -> name(a).compareTo(name(b)));
    for (Diagnostic<? extends JavaFileObject> one : found.getDiagnostics()) {
      if (one.getKind() == Diagnostic.Kind.ERROR) {
        if (one.getSource() == null) {
          throw new IllegalStateException(one.toString());
        }
        errors
            .computeIfAbsent(one.getSource(), s -> new StringBuilder())
            .append(one.getMessage(Locale.ROOT))
            .append('\n');
      }
    }
    return sources.stream()
        .map(source -> errors.getOrDefault(source, new StringBuilder()).toString())
        .toList();
  }

  private static String name(JavaFileObject source) {
    return source.toUri().toString();
  }

  private static JavaFileObject source(Example example, String name, PublicTypes types) {
    boolean ofATest = example.file().toString().contains("testkit");
    Class<?> supposed = ofATest ? OfATest.class : OfATransform.class;
    String text =
        "package examples;\n"
            + types.importsFor(example)
            + example.inAClass(name, supposed.getName());
    return new SimpleJavaFileObject(
        URI.create("memory:///examples/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
