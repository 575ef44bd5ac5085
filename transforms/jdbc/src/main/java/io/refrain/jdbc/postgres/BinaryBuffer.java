package io.refrain.jdbc.postgres;

import io.refrain.core.row.BigEndian;
import java.sql.SQLException;

/** Collects values in the binary form of the protocol, and passes them on in large pieces. */
final class BinaryBuffer {
  private static final int SIZE = 1 << 16;
  private static final int NULL_LENGTH = -1;

  /** Where full pieces go. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] bytes, int offset, int length) throws SQLException;
  }

  private final Sink sink;
  private final byte[] bytes = new byte[SIZE];
  private int end;

  BinaryBuffer(Sink sink) {
    this.sink = sink;
  }

  /** Bytes as they are, without their length. */
  void putRaw(byte[] raw) throws SQLException {
    reserve(raw.length);
    System.arraycopy(raw, 0, bytes, end, raw.length);
    end += raw.length;
  }

  void putShort(int value) throws SQLException {
    reserve(Short.BYTES);
    BigEndian.putShort(bytes, end, (short) value);
    end += Short.BYTES;
  }

  /** How many bytes the next value has. */
  void putLength(int length) throws SQLException {
    reserve(Integer.BYTES);
    BigEndian.putInt(bytes, end, length);
    end += Integer.BYTES;
  }

  void putNull() throws SQLException {
    putLength(NULL_LENGTH);
  }

  void putBoolean(boolean value) throws SQLException {
    reserve(Integer.BYTES + 1);
    putLength(1);
    bytes[end++] = (byte) (value ? 1 : 0);
  }

  void putInt2(long value) throws SQLException {
    putLength(Short.BYTES);
    putShort((short) value);
  }

  void putInt4(long value) throws SQLException {
    reserve(2 * Integer.BYTES);
    putLength(Integer.BYTES);
    BigEndian.putInt(bytes, end, (int) value);
    end += Integer.BYTES;
  }

  void putInt8(long value) throws SQLException {
    reserve(Integer.BYTES + Long.BYTES);
    putLength(Long.BYTES);
    BigEndian.putLong(bytes, end, value);
    end += Long.BYTES;
  }

  /** A value that has the same bytes here as there. */
  void putBytes(byte[] from, int offset, int length) throws SQLException {
    putLength(length);
    if (length > SIZE / 2) {
      flush();
      sink.write(from, offset, length);
      return;
    }
    reserve(length);
    System.arraycopy(from, offset, bytes, end, length);
    end += length;
  }

  private void reserve(int length) throws SQLException {
    if (SIZE - end < length) {
      flush();
    }
  }

  /** Passes on what is held. */
  void flush() throws SQLException {
    sink.write(bytes, 0, end);
    end = 0;
  }
}
