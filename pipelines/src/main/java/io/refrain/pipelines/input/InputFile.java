package io.refrain.pipelines.input;

import java.io.Serializable;

/**
 * One file of an input.
 *
 * @param name its full name
 * @param ordinal its place among the input's files, which are sorted by name
 * @param format how it is written
 * @param sizeBytes how many bytes it has
 */
public record InputFile(String name, int ordinal, InputFormat format, long sizeBytes)
    implements Serializable {

  /** The name without its directory. */
  public String lastName() {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** Whether the file is compressed as a whole, and so is read from its start by one reader. */
  boolean isGzip() {
    return InputFormat.isGzip(name);
  }
}
