package io.refrain.pipelines.input;

import java.io.IOException;

/** Cuts text into lines, as places in a byte window; lines of white space only are passed over. */
final class Lines {
  private final ByteWindow window;
  private final String file;
  private int start;
  private int end;
  private int next;
  private long line;

  Lines(ByteWindow window, String file, long firstLine) {
    this.window = window;
    this.file = file;
    this.line = firstLine - 1;
  }

  /** Skips bytes at the very beginning. */
  void skip(int count) {
    next += count;
  }

  /** Moves to the next line; false at the end of the input. */
  boolean next() throws IOException {
    start = next;
    int at = start;
    for (; ; ) {
      byte[] b = window.bytes();
      while (b[at] != '\n') {
        at++;
      }
      if (at < window.end() || (window.atEnd() && at > start)) {
        line++;
        next = Math.min(at + 1, window.end());
        end = at;
        if (!isBlank(b)) {
          return true;
        }
        start = next;
        at = start;
      } else if (window.atEnd()) {
        return false;
      } else {
        at = refill(at);
      }
    }
  }

  private int refill(int at) throws IOException {
    if (at - start > CsvRecords.MAX_RECORD_BYTES) {
      throw new InputException(
          file
              + ":"
              + (line + 1)
              + ": this line is larger than "
              + (CsvRecords.MAX_RECORD_BYTES >> 20)
              + " MB. JSON lines have one object on each line. Nothing was stored.");
    }
    window.more(start);
    int moved = at - start;
    start = 0;
    return moved;
  }

  private boolean isBlank(byte[] b) {
    for (int i = start; i < end; i++) {
      if (b[i] != ' ' && b[i] != '\t' && b[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  byte[] bytes() {
    return window.bytes();
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The number of the line, counted from 1. */
  long line() {
    return line;
  }
}
