package io.refrain.jdbc.upsert;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowKey;
import io.refrain.core.row.RowLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Names a key of a table by a UUID, whatever its columns: an index over them has a limit on every
 * database. 122 bits of SHA-256 (FIPS 180-4), so that two keys never share a name. Not thread-safe.
 */
final class KeyDigest {
  private static final int MAX_CHARS = 200;

  /** RFC 9562: a UUID of the application's own making. MariaDB stores no other bits. */
  private static final long VERSION = 0x8000L;

  private static final long VARIANT = 0x8000000000000000L;

  private final RowLayout layout;
  private final int[] columns;
  private final byte[] table;
  private final RowCursor cursor;
  private final MessageDigest digest = sha256();

  KeyDigest(String table, RowLayout layout, RowKey key) {
    this.table = table.getBytes(StandardCharsets.UTF_8);
    this.layout = layout;
    this.columns = key.columns();
    this.cursor = new RowCursor(layout);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** The number of a table, or of a part of it. */
  static long number(String table, int part) {
    MessageDigest digest = sha256();
    digest.update(table.getBytes(StandardCharsets.UTF_8));
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part).array());
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** The name of a row's key. */
  UUID of(byte[] row) {
    cursor.at(row, 0, row.length);
    add((byte) 0, table);
    for (int column : columns) {
      byte family = (byte) PortableValue.family(layout.type(column));
      add(family, PortableValue.text(cursor, column).getBytes(StandardCharsets.UTF_8));
    }
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    long most = (bytes.getLong() & ~0xF000L) | VERSION;
    long least = (bytes.getLong() >>> 2) | VARIANT;
    return new UUID(most, least);
  }

  private void add(byte family, byte[] value) {
    digest.update(family);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    digest.update(value);
  }

  /** A row's key for a person; a long one is cut. */
  String text(byte[] row) {
    cursor.at(row, 0, row.length);
    StringBuilder text = new StringBuilder();
    for (int column : columns) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(layout.name(column))
          .append('=')
          .append(PortableValue.text(cursor, column));
    }
    if (text.length() <= MAX_CHARS) {
      return text.toString();
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return text.substring(0, end);
  }
}
