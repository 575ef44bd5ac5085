package io.refrain.pipelines.input;

import java.io.IOException;

/**
 * Cuts CSV (RFC 4180) into records and fields, as places in a byte window; copies and decodes
 * nothing.
 *
 * <p>A quote opens a field only at the field's beginning; elsewhere it is text. A record ends at a
 * line feed outside quotes, with or without a carriage return before it. {@link RecordScanner}
 * finds the same ends without looking at fields; both must follow the same rule.
 */
final class CsvRecords {
  /** How large one record may be. */
  static final int MAX_RECORD_BYTES = 64 << 20;

  /** The field stands without quotes. */
  static final byte PLAIN = 0;

  /** The field stands in quotes, and has none inside. */
  static final byte QUOTED = 1;

  /** The field stands in quotes and has doubled quotes inside. */
  static final byte ESCAPED = 2;

  private final ByteWindow window;
  private final String file;
  private boolean skipEmpty;
  private final int[] starts;
  private final int[] ends;
  private final byte[] quotes;

  private byte[] bytes;
  private int fields;
  private int start;
  private int end;
  private int next;
  private long dropped;
  private long line;
  private long nextLine;
  private boolean ascii;
  private boolean strayText;
  // What the last quoted field was like: besides its end, quotedField() has these to tell.
  private int innerLines;
  private int innerBits;
  private byte innerQuotes;
  private long openedOn;

  /**
   * @param file the input's name, for messages
   * @param maxFields places of so many fields are kept; further ones are counted only
   * @param skipEmpty whether empty lines are no records
   * @param firstLine the line number of the first byte
   */
  CsvRecords(ByteWindow window, String file, int maxFields, boolean skipEmpty, long firstLine) {
    this.window = window;
    this.file = file;
    this.skipEmpty = skipEmpty;
    this.starts = new int[maxFields];
    this.ends = new int[maxFields];
    this.quotes = new byte[maxFields];
    this.bytes = window.bytes();
    this.nextLine = firstLine;
  }

  /** Whether empty lines are no records, from the next one on. */
  void skipEmpty(boolean skip) {
    skipEmpty = skip;
  }

  /** Skips bytes at the very beginning that are no part of the first record. */
  void skip(int count) {
    bytes = window.bytes();
    next += count;
  }

  /**
   * Moves to the next record; false at the end of the input.
   *
   * @throws InputException if a quote is never closed, or a record is too large
   */
  boolean next() throws IOException {
    for (; ; ) {
      line = nextLine;
      start = next;
      if (!(start < window.end() && cut())) {
        if (start == window.end() && window.atEnd()) {
          return false;
        }
        refill();
      } else if (start != end || !skipEmpty) {
        return true;
      }
    }
  }

  private void refill() throws IOException {
    if (window.end() - start > MAX_RECORD_BYTES) {
      throw new InputException(
          file
              + ":"
              + line
              + ": the record that begins here is larger than "
              + (MAX_RECORD_BYTES >> 20)
              + " MB. Is a quote missing? Nothing was stored.");
    }
    dropped += start;
    window.more(start);
    bytes = window.bytes();
    next = 0;
  }

  /** Cuts the record at {@link #start}; false if the window ends before it does. */
  private boolean cut() {
    byte[] b = bytes;
    int limit = window.end();
    int at = start;
    int n = 0;
    int bits = 0;
    long lines = 1;
    strayText = false;
    for (; ; ) {
      int from = at;
      int to;
      byte kind = PLAIN;
      byte c = b[at];
      if (c == '"') {
        openedOn = line + lines - 1;
        at = quotedField(at + 1, limit);
        if (at < 0) {
          return false;
        }
        from++;
        to = at - 1;
        kind = innerQuotes;
        lines += innerLines;
        bits |= innerBits;
        c = b[at];
        strayText |= c != ',' && c != '\n' && !(c == '\r' && b[at + 1] == '\n');
        while (c != ',' && c != '\n') {
          bits |= c;
          c = b[++at];
        }
      } else {
        // Letters, digits, '-', '.' and ':' are above the comma: one comparison passes them over.
        for (; ; c = b[++at]) {
          if (c > ',') {
            continue;
          }
          if (c == ',' || c == '\n') {
            break;
          }
          bits |= c;
        }
        to = at;
      }
      if (n < starts.length) {
        starts[n] = from;
        ends[n] = to;
        quotes[n] = kind;
      }
      n++;
      if (c == ',') {
        at++;
        continue;
      }
      if (at == limit && !window.atEnd()) {
        return false;
      }
      end = at > start && b[at - 1] == '\r' ? at - 1 : at;
      if (kind == PLAIN && n <= starts.length && to > end) {
        ends[n - 1] = end;
      }
      fields = n;
      ascii = bits >= 0;
      next = Math.min(at + 1, limit);
      nextLine = line + lines;
      return true;
    }
  }

  /** Finds the end of a quoted field: the place after its closing quote, or -1 if not in sight. */
  private int quotedField(int from, int limit) {
    byte[] b = bytes;
    int bits = 0;
    int lines = 0;
    byte kind = QUOTED;
    for (int at = from; ; at++) {
      byte c = b[at];
      if (c == '"') {
        if (b[at + 1] != '"') {
          innerLines = lines;
          innerBits = bits;
          innerQuotes = kind;
          return at + 1;
        }
        kind = ESCAPED;
        at++;
      } else if (c == '\n') {
        if (at >= limit) {
          return outOfSight();
        }
        lines++;
      }
      bits |= c;
    }
  }

  private int outOfSight() {
    if (window.atEnd()) {
      throw unterminated(file, openedOn);
    }
    return -1;
  }

  static InputException unterminated(String file, long line) {
    return new InputException(
        file
            + ":"
            + line
            + ": the quote opened on this line is never closed, so the rest of the file cannot be"
            + " read. Close it, or double it if it is part of the text. Nothing was stored.");
  }

  byte[] bytes() {
    return bytes;
  }

  /** How many fields the record has, also beyond those whose places are kept. */
  int fieldCount() {
    return fields;
  }

  int fieldStart(int field) {
    return starts[field];
  }

  int fieldEnd(int field) {
    return ends[field];
  }

  /** {@link #PLAIN}, {@link #QUOTED} or {@link #ESCAPED}. */
  byte quotes(int field) {
    return quotes[field];
  }

  int recordStart() {
    return start;
  }

  /** The end of the record, without the end of its line. */
  int recordEnd() {
    return end;
  }

  /** The line the record begins on, counted from 1. */
  long line() {
    return line;
  }

  /** How many bytes of the stream have been passed: the offset of the record after this one. */
  long passed() {
    return dropped + next;
  }

  /** The line the record after this one begins on. */
  long nextLine() {
    return nextLine;
  }

  /** Whether the record has ASCII only, so that there is nothing to validate. */
  boolean isAscii() {
    return ascii;
  }

  /** Whether something follows a closing quote that is neither a comma nor the end of the line. */
  boolean hasStrayText() {
    return strayText;
  }
}
