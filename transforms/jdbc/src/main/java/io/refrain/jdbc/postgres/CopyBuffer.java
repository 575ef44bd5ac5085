package io.refrain.jdbc.postgres;

import io.refrain.core.row.BigEndian;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** Collects the binary form of rows and sends it in large pieces. */
final class CopyBuffer {
  private static final int SIZE = 1 << 16;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final short TRAILER = -1;
  private static final int NULL_LENGTH = -1;

  private final CopyIn copy;
  private final byte[] bytes = new byte[SIZE];
  private int end;

  CopyBuffer(CopyIn copy) {
    this.copy = copy;
  }

  void begin() {
    System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
    // Two numbers follow, both 0: flags, and the length of an extension.
    end = SIGNATURE.length + 2 * Integer.BYTES;
  }

  void end() throws SQLException {
    putShort(TRAILER);
    flush();
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
      copy.writeToCopy(from, offset, length);
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

  private void flush() throws SQLException {
    copy.writeToCopy(bytes, 0, end);
    end = 0;
  }
}
