package io.refrain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a text file between {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}. */
public final class ReadmeSection {
  private ReadmeSection() {}

  public static void write(Path file, String name, String content) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, replace(text, name, content), StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException if the text has no such section
   */
  static String replace(String text, String name, String content) {
    String begin = "<!-- begin " + name + " -->\n";
    String end = "<!-- end " + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end, Math.max(from, 0));
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException(
          "No section '" + name + "': " + begin.trim() + " and " + end + " are not both there.");
    }
    return text.substring(0, from + begin.length()) + content + text.substring(to);
  }
}
