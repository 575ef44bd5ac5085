package io.refrain.pipelines.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.MatchResult.Status;

/**
 * Finds the files of an input.
 *
 * <p>An input is the name of a file, a glob ({@code orders/2024-*.csv}), a directory, which stands
 * for all files below it, or several of these with commas between, on any file system Beam knows.
 * Below a directory and in a glob, names that begin with {@code _} or {@code .} are passed over: by
 * custom they are no data. The files are sorted by name, and a file named twice is read once.
 */
public final class InputFiles {
  private final String input;
  private final InputFormat format;
  private final Map<String, Metadata> found = new TreeMap<>();

  private InputFiles(String input, InputFormat format) {
    this.input = input;
    this.format = format;
  }

  /** {@link #match(String, InputFormat)} with the format that the files' extensions stand for. */
  public static List<InputFile> match(String input) {
    return match(input, null);
  }

  /**
   * Finds the files.
   *
   * @param format how the files are written; null to go by their extensions, which then must agree
   * @throws InputException if a part of the input stands for no file, or the format is not clear
   */
  public static List<InputFile> match(String input, InputFormat format) {
    InputFiles files = new InputFiles(input, format);
    for (String part : parts(input)) {
      files.add(part);
    }
    return files.list();
  }

  /** The parts between commas; a comma in braces belongs to a glob. */
  private static List<String> parts(String input) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= input.length(); i++) {
      char c = i == input.length() ? ',' : input.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == ',' && (depth <= 0 || i == input.length())) {
        String part = input.substring(from, i).trim();
        if (part.isEmpty()) {
          throw new InputException(
              "The input '" + input + "' has nothing before or after a comma. Nothing was stored.");
        }
        parts.add(part);
        from = i + 1;
      }
    }
    return parts;
  }

  private void add(String part) {
    boolean namesDirectory = part.endsWith("/");
    List<Metadata> matches = namesDirectory ? List.of() : find(part);
    boolean glob = isGlob(part);
    List<Metadata> files =
        matches.stream()
            .filter(m -> !isDirectory(m))
            .filter(m -> !glob || isVisible(m, part))
            .toList();
    if (files.isEmpty() && (!glob || matches.stream().anyMatch(InputFiles::isDirectory))) {
      String below = part.replaceAll("/+$", "") + "/**";
      files =
          find(below).stream()
              .filter(m -> !isDirectory(m))
              .filter(m -> isVisible(m, below))
              .toList();
    }
    if (files.isEmpty()) {
      throw new InputException(
          "No input: "
              + (glob
                  ? "no file matches '" + part + "'"
                  : "there is no file or directory with files '" + part + "'")
              + (part.equals(input) ? "" : " (a part of '" + input + "')")
              + relativeHint(part)
              + ". Nothing was stored.");
    }
    files.forEach(m -> found.put(m.resourceId().toString(), m));
  }

  private static String relativeHint(String part) {
    return part.startsWith("/") || part.contains("://")
        ? ""
        : ", looked for in " + System.getProperty("user.dir");
  }

  private static List<Metadata> find(String spec) {
    try {
      MatchResult result = FileSystems.match(spec, EmptyMatchTreatment.ALLOW);
      return result.status() == Status.NOT_FOUND ? List.of() : result.metadata();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException | IllegalArgumentException e) {
      // An unknown scheme is an IllegalArgumentException.
      throw new InputException(
          "Cannot look for the input '" + spec + "': " + e.getMessage() + ". Nothing was stored.",
          e);
    }
  }

  private static boolean isDirectory(Metadata file) {
    return file.resourceId().isDirectory();
  }

  /** Whether no name below the fixed part of a pattern begins like that of a hidden file. */
  private static boolean isVisible(Metadata file, String pattern) {
    int wild = 0;
    while (wild < pattern.length() && "*?[{".indexOf(pattern.charAt(wild)) < 0) {
      wild++;
    }
    String fixed = pattern.substring(0, wild);
    String name = file.resourceId().toString().replace('\\', '/');
    // The file system may have made the name absolute: count directories from the end.
    String base = fixed.substring(0, fixed.lastIndexOf('/') + 1);
    int at = base.isEmpty() ? -1 : name.indexOf(base);
    String below =
        at >= 0 ? name.substring(at + base.length()) : name.substring(name.lastIndexOf('/') + 1);
    for (String segment : below.split("/", -1)) {
      if (segment.startsWith("_") || segment.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isGlob(String part) {
    return part.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  private List<InputFile> list() {
    List<InputFile> files = new ArrayList<>(found.size());
    for (Map.Entry<String, Metadata> entry : found.entrySet()) {
      files.add(
          new InputFile(
              entry.getKey(),
              files.size(),
              formatOf(entry.getKey()),
              entry.getValue().sizeBytes()));
    }
    InputFile first = files.get(0);
    for (InputFile file : files) {
      if (file.format() != first.format()) {
        throw new InputException(
            "The input '"
                + input
                + "' mixes formats: "
                + first.name()
                + " is "
                + first.format()
                + ", "
                + file.name()
                + " is "
                + file.format()
                + ". Load them one after another, or say --format if their names mislead."
                + " Nothing was stored.");
      }
    }
    return files;
  }

  private InputFormat formatOf(String name) {
    if (format != null) {
      return format;
    }
    return InputFormat.ofName(name)
        .orElseThrow(
            () ->
                new InputException(
                    "Cannot tell the format of "
                        + name
                        + " from its name. Known extensions are "
                        + InputFormat.known()
                        + " (the text formats also with .gz behind). Say --format, or leave the file"
                        + " out. Nothing was stored."));
  }
}
