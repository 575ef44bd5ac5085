package io.refrain.jdbc.dialect;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the dialect of a URL. */
public final class Dialects {
  private Dialects() {}

  /**
   * The one dialect that accepts a URL.
   *
   * @param url a JDBC URL
   * @param shownUrl the URL as messages may show it
   * @throws IllegalArgumentException if none does, or several do; the message lists them
   */
  public static JdbcDialect of(String url, String shownUrl) {
    return choose(
        url,
        shownUrl,
        ServiceLoader.load(JdbcDialect.class, JdbcDialect.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  static JdbcDialect choose(String url, String shownUrl, List<JdbcDialect> found) {
    List<JdbcDialect> accepting = found.stream().filter(d -> d.accepts(url)).toList();
    if (accepting.size() == 1) {
      return accepting.get(0);
    }
    if (accepting.isEmpty()) {
      throw new IllegalArgumentException(
          "No dialect for "
              + shownUrl
              + ". Found dialects for: "
              + names(found)
              + ". Check the URL, or put a module with a dialect for it on the class path.");
    }
    throw new IllegalArgumentException(
        "Several dialects for "
            + shownUrl
            + ": "
            + names(accepting)
            + ". Leave all but one of them off the class path.");
  }

  private static String names(List<JdbcDialect> dialects) {
    return dialects.isEmpty()
        ? "none"
        : dialects.stream()
            .sorted(Comparator.comparing(JdbcDialect::name))
            .map(d -> d.name() + " (" + d.getClass().getName() + ")")
            .collect(Collectors.joining(", "));
  }
}
