package io.refrain.pipelines.input;

import java.io.Serializable;

/**
 * A part of a file that can be read by itself.
 *
 * @param file the file
 * @param offset its first byte, between two records
 * @param length how many bytes it has; {@link #WHOLE_FILE} if it is the file from start to end
 * @param firstLine the line of its first byte, or the number of its first row
 * @param header for a part of a CSV file, its header; null otherwise
 */
record InputChunk(InputFile file, long offset, long length, long firstLine, CsvHeader header)
    implements Serializable {
  static final long WHOLE_FILE = -1;

  static InputChunk whole(InputFile file) {
    return new InputChunk(file, 0, WHOLE_FILE, 1, null);
  }

  boolean isWhole() {
    return length == WHOLE_FILE;
  }
}
