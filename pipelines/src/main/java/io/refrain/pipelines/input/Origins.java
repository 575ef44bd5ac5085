package io.refrain.pipelines.input;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Says where a row stood: {@code orders.csv:17}.
 *
 * <p>An origin is one number, {@code line * 65536 + file}: the line (of a text file; the row's
 * number in an Avro or Parquet file), counted from 1, and the place of the file in the sorted list
 * of the input's files, counted from 0. The 65,536th file and those after it share the last number.
 */
public final class Origins implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int FILE_BITS = 16;
  private static final int BEYOND = (1 << FILE_BITS) - 1;

  private final ArrayList<InputFile> files;

  private Origins(List<InputFile> files) {
    this.files = new ArrayList<>(files);
  }

  /** The origins of an input, whose files are {@link InputFiles#match matched} once more. */
  public static Origins of(List<InputFile> files) {
    return new Origins(files);
  }

  static long origin(long line, int file) {
    return line << FILE_BITS | Math.min(file, BEYOND);
  }

  /** The line, or the number of the row, of an origin. */
  public static long line(long origin) {
    return origin >>> FILE_BITS;
  }

  /**
   * An origin for a person; empty if it is unknown. Files are called by their last name, or by
   * their whole name where two share the last.
   */
  public String describe(long origin) {
    long line = line(origin);
    if (line == 0) {
      return "";
    }
    int file = (int) (origin & BEYOND);
    if (file == BEYOND || file >= files.size()) {
      return "line " + line;
    }
    InputFile at = files.get(file);
    boolean unique = files.stream().filter(f -> f.lastName().equals(at.lastName())).count() == 1;
    return (unique ? at.lastName() : at.name()) + ":" + line;
  }
}
