package io.refrain.parquet.file;

import io.refrain.core.row.BigEndian;
import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/**
 * One node of the tree of a column: a leaf with a Parquet column of its own, or a row, array or map
 * over other nodes. Takes values as bytes and writes them with their repetition and definition
 * levels (Dremel: Melnik et al., VLDB 2010).
 */
abstract class ColumnNode {
  private final boolean optional;

  private ColumnNode(boolean optional) {
    this.optional = optional;
  }

  /**
   * Builds the tree of a column over the writers of its leaves, taken in the schema's order.
   *
   * @param repetition how many repeated fields enclose the node
   */
  static ColumnNode of(
      ColumnType type, boolean optional, int repetition, Iterator<ColumnWriter> leaves) {
    return switch (type.kind()) {
      case ARRAY ->
          new Repeated(
              optional, repetition + 1, List.of(of(type.element(), true, repetition + 1, leaves)));
      case MAP -> {
        ColumnNode key = of(type.key(), false, repetition + 1, leaves);
        ColumnNode value = of(type.element(), true, repetition + 1, leaves);
        yield new Repeated(optional, repetition + 1, List.of(key, value));
      }
      case ROW -> {
        RowLayout layout = type.nested();
        List<ColumnNode> fields = new ArrayList<>();
        for (int i = 0; i < layout.columnCount(); i++) {
          fields.add(of(layout.type(i), layout.nullable(i), repetition, leaves));
        }
        yield new Nested(optional, layout, fields);
      }
      default -> new Leaf(optional, type, leaves.next());
    };
  }

  /** Writes a null of this node. */
  final void writeNull(int repetition, int definition) {
    forEachLeaf(leaf -> leaf.writeNull(repetition, definition));
  }

  /** Writes a value of this node; {@code definition} counts what is defined above it. */
  final void write(byte[] bytes, int at, int length, int repetition, int definition) {
    writePresent(bytes, at, length, repetition, optional ? definition + 1 : definition);
  }

  abstract void writePresent(byte[] bytes, int at, int length, int repetition, int definition);

  abstract void forEachLeaf(Consumer<ColumnWriter> action);

  /** A value of its own Parquet column. */
  private static final class Leaf extends ColumnNode {
    private final ColumnType type;
    private final ColumnWriter writer;
    private final byte[] padded;

    Leaf(boolean optional, ColumnType type, ColumnWriter writer) {
      super(optional);
      this.type = type;
      this.writer = writer;
      this.padded =
          type.kind() == ColumnType.Kind.DECIMAL
              ? new byte[SchemaToParquet.bytesFor(type.precision())]
              : null;
    }

    @Override
    void writePresent(byte[] b, int at, int length, int r, int d) {
      switch (type.kind()) {
        case BOOLEAN -> writer.write(b[at] != 0, r, d);
        case INT8 -> writer.write(b[at], r, d);
        case INT16 -> writer.write(BigEndian.getShort(b, at), r, d);
        case INT32, DATE -> writer.write(BigEndian.getInt(b, at), r, d);
        case INT64, TIME, TIMESTAMP, LOCAL_TIMESTAMP ->
            writer.write(BigEndian.getLong(b, at), r, d);
        case DECIMAL64 -> {
          long unscaled = BigEndian.getLong(b, at);
          if (type.precision() <= SchemaToParquet.MAX_INT32_DIGITS) {
            writer.write((int) unscaled, r, d);
          } else {
            writer.write(unscaled, r, d);
          }
        }
        case FLOAT -> writer.write(Float.intBitsToFloat(BigEndian.getInt(b, at)), r, d);
        case DOUBLE -> writer.write(Double.longBitsToDouble(BigEndian.getLong(b, at)), r, d);
        case DECIMAL -> {
          int pad = padded.length - length;
          Arrays.fill(padded, 0, pad, (byte) (b[at] >> 7));
          System.arraycopy(b, at, padded, pad, length);
          writer.write(Binary.fromReusedByteArray(padded), r, d);
        }
        default -> writer.write(Binary.fromReusedByteArray(b, at, length), r, d);
      }
    }

    @Override
    void forEachLeaf(Consumer<ColumnWriter> action) {
      action.accept(writer);
    }
  }

  /** An array (one child) or a map (key and value): a count, then sized values. */
  private static final class Repeated extends ColumnNode {
    private final int level;
    private final List<ColumnNode> children;

    Repeated(boolean optional, int level, List<ColumnNode> children) {
      super(optional);
      this.level = level;
      this.children = children;
    }

    @Override
    void writePresent(byte[] b, int start, int length, int repetition, int definition) {
      int count = BigEndian.getInt(b, start);
      if (count == 0) {
        writeNull(repetition, definition);
        return;
      }
      int at = start + Integer.BYTES;
      int r = repetition;
      for (int i = 0; i < count; i++) {
        for (ColumnNode child : children) {
          int size = BigEndian.getInt(b, at);
          at += Integer.BYTES;
          if (size < 0) {
            child.writeNull(r, definition + 1);
          } else {
            child.write(b, at, size, r, definition + 1);
            at += size;
          }
        }
        r = level;
      }
    }

    @Override
    void forEachLeaf(Consumer<ColumnWriter> action) {
      children.forEach(child -> child.forEachLeaf(action));
    }
  }

  /** A row within a row. */
  private static final class Nested extends ColumnNode {
    private final RowCursor cursor;
    private final List<ColumnNode> fields;

    Nested(boolean optional, RowLayout layout, List<ColumnNode> fields) {
      super(optional);
      this.cursor = new RowCursor(layout);
      this.fields = fields;
    }

    @Override
    void writePresent(byte[] b, int at, int length, int repetition, int definition) {
      cursor.at(b, at, length);
      for (int i = 0; i < fields.size(); i++) {
        if (cursor.isNull(i)) {
          fields.get(i).writeNull(repetition, definition);
        } else {
          fields
              .get(i)
              .write(b, cursor.valueOffset(i), cursor.valueLength(i), repetition, definition);
        }
      }
    }

    @Override
    void forEachLeaf(Consumer<ColumnWriter> action) {
      fields.forEach(field -> field.forEachLeaf(action));
    }
  }
}
