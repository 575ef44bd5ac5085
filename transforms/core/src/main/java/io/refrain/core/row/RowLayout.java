package io.refrain.core.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.schemas.Schema;

/**
 * Where each column of a schema lies in the canonical encoding of a row.
 *
 * <p>A row is {@code [null bitmap][fixed area][variable area]}, all numbers most significant byte
 * first. The bitmap has one bit per column, set for null. A column of fixed width has its bytes in
 * the fixed area (zero when null); a column of variable length has there, in 4 bytes, the end of
 * its bytes in the variable area, where columns follow one another in schema order.
 *
 * <p>The encoding is canonical: equal logical content gives equal bytes. Decimals are brought to
 * their declared scale, map entries are sorted, NaN is one value. Minus zero stays apart from zero.
 */
public final class RowLayout implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Schema schema;
  private final ColumnType[] types;
  private final boolean[] nullable;
  private final int[] fixedOffsets;
  private final int[] previousVariable;
  private final int nullBytes;
  private final int headerBytes;

  private RowLayout(Schema schema, ColumnType[] types) {
    this.schema = schema;
    this.types = types;
    int n = types.length;
    this.nullable = new boolean[n];
    this.fixedOffsets = new int[n];
    this.previousVariable = new int[n];
    this.nullBytes = (n + 7) / 8;
    int offset = nullBytes;
    int lastVariable = -1;
    for (int i = 0; i < n; i++) {
      nullable[i] = schema.getField(i).getType().getNullable();
      fixedOffsets[i] = offset;
      previousVariable[i] = lastVariable;
      if (types[i].kind().isVariable()) {
        lastVariable = i;
        offset += Integer.BYTES;
      } else {
        offset += types[i].kind().width();
      }
    }
    this.headerBytes = offset;
  }

  /**
   * The layout of a schema.
   *
   * @throws IllegalArgumentException for a type that has no canonical encoding, naming the column
   */
  public static RowLayout of(Schema schema) {
    ColumnType[] types =
        schema.getFields().stream()
            .map(f -> ColumnTypes.of(f.getName(), f.getType()))
            .toArray(ColumnType[]::new);
    return new RowLayout(schema, types);
  }

  /** The schema this layout was made from. */
  public Schema schema() {
    return schema;
  }

  /** How many columns a row has. */
  public int columnCount() {
    return types.length;
  }

  /** The physical type of a column. */
  public ColumnType type(int column) {
    return types[column];
  }

  /** The name of a column. */
  public String name(int column) {
    return schema.getField(column).getName();
  }

  /** Whether a column may be null. */
  public boolean nullable(int column) {
    return nullable[column];
  }

  /**
   * The index of a column.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public int indexOf(String column) {
    if (!schema.hasField(column)) {
      throw new IllegalArgumentException(
          "Unknown column '" + column + "'. The columns are: " + schema.getFieldNames() + ".");
    }
    return schema.indexOf(column);
  }

  /** The indexes of columns, in the order given. */
  public int[] indexesOf(List<String> columns) {
    return columns.stream().mapToInt(this::indexOf).toArray();
  }

  /** The columns and their types as a person reads them. */
  public String describe() {
    return IntStream.range(0, types.length)
        .mapToObj(i -> name(i) + " " + types[i].describe())
        .collect(Collectors.joining(", "));
  }

  int nullBytes() {
    return nullBytes;
  }

  /** Bytes of the bitmap and the fixed area together: where the variable area begins. */
  int headerBytes() {
    return headerBytes;
  }

  int fixedOffset(int column) {
    return fixedOffsets[column];
  }

  /** The column whose variable bytes end where this column's begin; -1 if this is the first. */
  int previousVariable(int column) {
    return previousVariable[column];
  }

  /** Where the bytes of a column begin, in either area, for a row that begins at {@code row}. */
  int valueOffset(byte[] bytes, int row, int column) {
    return types[column].kind().isVariable()
        ? row + headerBytes + variableStart(bytes, row, column)
        : row + fixedOffsets[column];
  }

  /** How many bytes the value of a column has, in either area. */
  int valueLength(byte[] bytes, int row, int column) {
    return types[column].kind().isVariable()
        ? BigEndian.getInt(bytes, row + fixedOffsets[column]) - variableStart(bytes, row, column)
        : types[column].kind().width();
  }

  boolean isNull(byte[] bytes, int row, int column) {
    return (bytes[row + (column >> 3)] & (1 << (column & 7))) != 0;
  }

  private int variableStart(byte[] bytes, int row, int column) {
    int previous = previousVariable[column];
    return previous < 0 ? 0 : BigEndian.getInt(bytes, row + fixedOffsets[previous]);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RowLayout other && schema.equals(other.schema);
  }

  @Override
  public int hashCode() {
    return schema.hashCode();
  }

  @Override
  public String toString() {
    return "RowLayout" + Arrays.toString(types);
  }
}
