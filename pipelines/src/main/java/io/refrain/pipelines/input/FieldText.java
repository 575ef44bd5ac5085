package io.refrain.pipelines.input;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.row.UnfitValueException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.schemas.logicaltypes.EnumerationType;
import org.apache.beam.sdk.schemas.logicaltypes.VariableString;

/**
 * Sets columns of a row from text, without an object per value for the common types. Not
 * thread-safe.
 *
 * <p>Bytes are written in hexadecimal after {@code \x}, or in Base64.
 */
final class FieldText {
  private static final int UUID_CHARS = 36;

  private final RowLayout layout;
  private final ColumnType[] types;
  private final ColumnType.Kind[] kinds;
  private final int[] maxChars;
  private final EnumerationType[] enumerations;
  private final RowConverter converter;

  /**
   * @throws IllegalArgumentException if a column is nested: text has no form for it
   */
  FieldText(RowLayout layout) {
    this.layout = layout;
    int n = layout.columnCount();
    this.types = new ColumnType[n];
    this.kinds = new ColumnType.Kind[n];
    this.maxChars = new int[n];
    this.enumerations = new EnumerationType[n];
    for (int i = 0; i < n; i++) {
      types[i] = layout.type(i);
      kinds[i] = types[i].kind();
      FieldType field = layout.schema().getField(i).getType();
      maxChars[i] = maxChars(field);
      enumerations[i] =
          field.getTypeName().isLogicalType() && field.getLogicalType() instanceof EnumerationType e
              ? e
              : null;
    }
    this.converter = new RowConverter(layout);
  }

  /** How many characters a text column takes. */
  static int maxChars(FieldType type) {
    return type.getTypeName().isLogicalType() && type.getLogicalType() instanceof VariableString v
        ? v.getMaxLength()
        : Integer.MAX_VALUE;
  }

  /**
   * Sets a column.
   *
   * @throws Unfit if the text is no value of its type; what the row holds then is of no use
   */
  void set(RowWriter row, int column, byte[] b, int from, int to) {
    switch (kinds[column]) {
      case INT64 ->
          row.setLong(column, WholeText.whole(b, from, to, Long.MIN_VALUE, Long.MAX_VALUE));
      case INT32 ->
          row.setLong(column, WholeText.whole(b, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case STRING -> setText(row, column, b, from, to);
      case DECIMAL64 ->
          row.setLong(
              column,
              DecimalText.unscaled(b, from, to, types[column].precision(), types[column].scale()));
      case DATE -> row.setLong(column, TimeText.date(b, from, to));
      case TIMESTAMP -> row.setLong(column, TimeText.instant(b, from, to));
      default -> setOther(row, column, b, from, to);
    }
  }

  private void setText(RowWriter row, int column, byte[] b, int from, int to) {
    int max = maxChars[column];
    if (to - from > max && Utf8.countChars(b, from, to) > max) {
      throw new Unfit("is longer than " + max + " characters");
    }
    EnumerationType members = enumerations[column];
    if (members != null
        && !members.getValues().contains(new String(b, from, to - from, StandardCharsets.UTF_8))) {
      throw new Unfit("is none of " + members.getValues());
    }
    row.setBytes(column, b, from, to - from);
  }

  private void setOther(RowWriter row, int column, byte[] b, int from, int to) {
    switch (kinds[column]) {
      case BOOLEAN -> row.setLong(column, WholeText.bool(b, from, to) ? 1 : 0);
      case INT8 ->
          row.setLong(column, WholeText.whole(b, from, to, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 ->
          row.setLong(column, WholeText.whole(b, from, to, Short.MIN_VALUE, Short.MAX_VALUE));
      case FLOAT -> row.setFloat(column, DecimalText.real(b, from, to));
      case DOUBLE -> row.setDouble(column, DecimalText.floating(b, from, to));
      case TIME -> row.setLong(column, TimeText.time(b, from, to));
      case LOCAL_TIMESTAMP -> row.setLong(column, TimeText.local(b, from, to));
      case UUID -> row.setUuid(column, uuidHigh(b, from, to), uuidLow(b, from));
      case BYTES -> row.setBytes(column, binary(b, from, to));
      case DECIMAL ->
          row.setBytes(
              column,
              DecimalText.general(b, from, to, types[column].precision(), types[column].scale())
                  .toByteArray());
      case DECIMAL_UNSCALED -> setUnscaled(row, column, DecimalText.number(b, from, to));
      default -> throw new Unfit("cannot be read as " + types[column].describe() + " from text");
    }
  }

  private void setUnscaled(RowWriter row, int column, BigDecimal value) {
    try {
      converter.set(row, column, value);
    } catch (UnfitValueException e) {
      throw new Unfit("does not fit: " + e.getMessage());
    }
  }

  static byte[] binary(byte[] b, int from, int to) {
    String text = new String(b, from, to - from, StandardCharsets.ISO_8859_1);
    try {
      return text.startsWith("\\x")
          ? HexFormat.of().parseHex(text, 2, text.length())
          : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Unfit("is neither \\x and hexadecimal digits nor Base64");
    }
  }

  static long uuidHigh(byte[] b, int from, int to) {
    if (to - from != UUID_CHARS
        || b[from + 8] != '-'
        || b[from + 13] != '-'
        || b[from + 18] != '-'
        || b[from + 23] != '-') {
      throw notUuid();
    }
    return hex(b, from, 8) << 32 | hex(b, from + 9, 4) << 16 | hex(b, from + 14, 4);
  }

  static long uuidLow(byte[] b, int from) {
    return hex(b, from + 19, 4) << 48 | hex(b, from + 24, 12);
  }

  private static long hex(byte[] b, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = b[i] < 0 ? -1 : Character.digit((char) b[i], 16);
      if (digit < 0) {
        throw notUuid();
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static Unfit notUuid() {
    return new Unfit("is not a UUID (8-4-4-4-12 hexadecimal digits)");
  }
}
