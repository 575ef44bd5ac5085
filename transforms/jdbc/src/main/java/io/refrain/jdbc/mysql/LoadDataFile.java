package io.refrain.jdbc.mysql;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.jdbc.dialect.LoadRows;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Rows as the text that LOAD DATA reads: made as it is read, a little at a time. */
final class LoadDataFile extends InputStream {
  private static final int CHUNK = 1 << 16;

  private final Kind[] kinds;
  private final LoadRows rows;
  private final Chunk chunk = new Chunk();
  private int at;

  private enum Kind {
    WHOLE,
    REAL,
    TEXT,
    BYTES,
    OTHER
  }

  LoadDataFile(List<Column> columns, LoadRows rows) {
    this.kinds = columns.stream().map(c -> kind(c.type().family())).toArray(Kind[]::new);
    this.rows = rows;
  }

  private static Kind kind(Family family) {
    return switch (family) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, BOOLEAN -> Kind.WHOLE;
      case REAL -> Kind.REAL;
      case TEXT, PADDED_TEXT -> Kind.TEXT;
      case BYTES, PADDED_BYTES -> Kind.BYTES;
      default -> Kind.OTHER;
    };
  }

  @Override
  public int read() {
    return more() ? chunk.at(at++) & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, chunk.size() - at);
    chunk.copy(at, to, offset, count);
    at += count;
    return count;
  }

  private boolean more() {
    if (at < chunk.size()) {
      return true;
    }
    at = 0;
    chunk.reset();
    while (chunk.size() < CHUNK && rows.next()) {
      for (int i = 0; i < kinds.length; i++) {
        if (i > 0) {
          chunk.write('\t');
        }
        write(i);
      }
      chunk.write('\n');
    }
    return chunk.size() > 0;
  }

  private void write(int i) {
    RowCursor row = rows.row();
    int column = rows.position(i);
    if (row.isNull(column)) {
      chunk.write('\\');
      chunk.write('N');
      return;
    }
    switch (kinds[i]) {
      case WHOLE -> chunk.text(Long.toString(row.getLong(column)));
      // As text of a double it is rounded once only, to itself.
      case REAL -> chunk.text(Double.toString(row.getFloat(column)));
      case TEXT -> {
        if (rows.layout().type(column).kind() == ColumnType.Kind.STRING) {
          chunk.escaped(row.bytes(), row.valueOffset(column), row.valueLength(column));
        } else {
          chunk.text(rows.value(i).toString());
        }
      }
      case BYTES -> chunk.text(HexFormat.of().formatHex(row.getBytes(column)));
      case OTHER -> chunk.text(rows.value(i).toString());
    }
  }

  /** Bytes waiting to be read. */
  private static final class Chunk extends ByteArrayOutputStream {
    private Chunk() {
      super(2 * CHUNK);
    }

    private byte at(int i) {
      return buf[i];
    }

    private void copy(int from, byte[] to, int offset, int length) {
      System.arraycopy(buf, from, to, offset, length);
    }

    private void text(String text) {
      writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** UTF-8 has no byte below 128 inside a character: bytes are escaped one by one. */
    private void escaped(byte[] bytes, int offset, int length) {
      int from = offset;
      for (int i = offset; i < offset + length; i++) {
        int escape = escape(bytes[i]);
        if (escape != 0) {
          write(bytes, from, i - from);
          write('\\');
          write(escape);
          from = i + 1;
        }
      }
      write(bytes, from, offset + length - from);
    }

    private static int escape(byte value) {
      return switch (value) {
        case 0 -> '0';
        case '\t' -> 't';
        case '\n' -> 'n';
        case '\\' -> '\\';
        default -> 0;
      };
    }
  }
}
