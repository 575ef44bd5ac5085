package io.refrain.pipelines.input;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds places where a text file may be cut between two records, and which line begins there.
 *
 * <p>Whether a line feed ends a CSV record depends on all quotes before it, so the file is read
 * once from the start; a pass that looks for quotes and line feeds only, eight bytes at a time,
 * costs a few per cent of the parsing that can then go on in parallel. The two-pass plan of Ge, Li,
 * Eilebrecht, Chandramouli, Kossmann: Speculative Distributed CSV Data Parsing for Big Data
 * Analytics (SIGMOD 2019); no speculation, so nothing to undo.
 */
final class RecordScanner {
  /** Takes pieces of the file, in order; each begins and ends between records. */
  interface Pieces {
    void piece(long offset, long length, long firstLine);
  }

  private static final int BUFFER_BYTES = 1 << 20;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long FEEDS = ONES * '\n';

  private enum State {
    OUTSIDE,
    QUOTED,
    /** Behind a quote that closed a field, unless another one follows. */
    CLOSED
  }

  private final String file;
  private final boolean quotes;
  private final int pieceBytes;

  private byte[] buffer;
  private State state = State.OUTSIDE;
  private byte previous = '\n';
  private long line;
  private long openedOn;

  /**
   * @param file the input's name, for messages
   * @param quotes whether line feeds in quotes are data, as in CSV
   * @param pieceBytes how long a piece is at least, the last one apart
   */
  RecordScanner(String file, boolean quotes, int pieceBytes) {
    this.file = file;
    this.quotes = quotes;
    this.pieceBytes = pieceBytes;
  }

  /**
   * Cuts a stream that begins between records.
   *
   * @param firstOffset what the stream's first byte is called
   * @param firstLine the line it is on
   * @throws InputException if a quote is never closed
   */
  void scan(InputStream in, long firstOffset, long firstLine, Pieces pieces) throws IOException {
    buffer = new byte[BUFFER_BYTES];
    line = firstLine;
    long pieceStart = firstOffset;
    long pieceLine = firstLine;
    long base = firstOffset;
    for (int n; (n = in.read(buffer, 0, buffer.length)) >= 0; base += n) {
      int at = 0;
      while (at < n) {
        long wanted = pieceStart + pieceBytes - base;
        if (wanted > at) {
          at = pass(at, (int) Math.min(n, wanted));
          continue;
        }
        boolean ends = step(buffer[at++]);
        if (ends) {
          pieces.piece(pieceStart, base + at - pieceStart, pieceLine);
          pieceStart = base + at;
          pieceLine = line;
        }
      }
    }
    if (state == State.QUOTED) {
      throw CsvRecords.unterminated(file, openedOn);
    }
    if (base > pieceStart) {
      pieces.piece(pieceStart, base - pieceStart, pieceLine);
    }
  }

  /** Passes over bytes among which no cut is wanted. */
  private int pass(int from, int to) {
    byte[] b = buffer;
    int at = from;
    long feeds = 0;
    while (at < to) {
      int plain = at;
      while (plain + Long.BYTES <= to) {
        long word = (long) WORD.get(b, plain);
        if (quotes && hasZero(word ^ QUOTES)) {
          break;
        }
        feeds += countZeros(word ^ FEEDS);
        plain += Long.BYTES;
      }
      if (plain > at) {
        previous = b[plain - 1];
        state = state == State.CLOSED ? State.OUTSIDE : state;
        at = plain;
      }
      line += feeds;
      feeds = 0;
      for (int stop = Math.min(to, at + Long.BYTES); at < stop; at++) {
        step(b[at]);
      }
    }
    return at;
  }

  /** Takes one byte; whether it ends a record. */
  private boolean step(byte c) {
    if (c == '"' && quotes) {
      if (state == State.QUOTED) {
        state = State.CLOSED;
      } else if (state == State.CLOSED) {
        state = State.QUOTED;
      } else if (previous == ',' || previous == '\n') {
        state = State.QUOTED;
        openedOn = line;
      }
      previous = c;
      return false;
    }
    previous = c;
    if (state == State.CLOSED) {
      state = State.OUTSIDE;
    }
    if (c == '\n') {
      line++;
      return state == State.OUTSIDE;
    }
    return false;
  }

  private static boolean hasZero(long word) {
    return ((word - ONES) & ~word & HIGH) != 0;
  }

  private static int countZeros(long word) {
    long rest = (word & ~HIGH) + ~HIGH;
    return Long.bitCount(~(rest | word | ~HIGH));
  }
}
