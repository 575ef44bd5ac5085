package io.refrain.jdbc.postgres;

import io.refrain.core.row.BigEndian;
import io.refrain.jdbc.dialect.ArrayRows;
import io.refrain.jdbc.dialect.StoredType;
import io.refrain.jdbc.dialect.TargetTable.Column;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * One column of many rows as an array parameter in its binary form, made without an object for each
 * value.
 *
 * <p>Source: PostgreSQL, {@code array_recv}: how many dimensions, whether there may be nulls, the
 * type of the elements, the length, the first index, and then each element with its length.
 */
final class BinaryArray extends PGobject implements PGBinaryObject {
  private static final long serialVersionUID = 1L;
  private static final int LENGTH_AT = 3 * Integer.BYTES;

  // Never serialized: it lives as long as a statement is filled.
  private final transient byte[] bytes;

  private BinaryArray(String elementType, byte[] bytes) {
    this.bytes = bytes;
    setType("_" + elementType);
  }

  /** Those that the driver sends in binary only if it is told to. */
  static String arraysToEnable() {
    return IntStream.of(
            Oid.BOOL_ARRAY,
            Oid.NUMERIC_ARRAY,
            Oid.DATE_ARRAY,
            Oid.TIME_ARRAY,
            Oid.TIMESTAMP_ARRAY,
            Oid.TIMESTAMPTZ_ARRAY,
            Oid.UUID_ARRAY,
            Oid.BYTEA_ARRAY)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /** Whether values of a column can be given in this way on this connection. */
  static boolean suits(Connection connection, Column column) throws SQLException {
    Optional<Numbers> numbers = numbers(column.type());
    if (numbers.isEmpty() || !connection.isWrapperFor(BaseConnection.class)) {
      return false;
    }
    BaseConnection driver = connection.unwrap(BaseConnection.class);
    return driver.getPreferQueryMode() != PreferQueryMode.SIMPLE
        && driver.binaryTransferSend(numbers.get().array());
  }

  /**
   * @param i which of the columns of the rows
   */
  static BinaryArray of(Column column, int i, ArrayRows rows) throws SQLException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 12);
    BinaryBuffer buffer = new BinaryBuffer(out::write);
    byte[] header = new byte[5 * Integer.BYTES];
    BigEndian.putInt(header, 0, 1);
    BigEndian.putInt(header, Integer.BYTES, 1);
    BigEndian.putInt(header, 2 * Integer.BYTES, numbers(column.type()).orElseThrow().element());
    BigEndian.putInt(header, LENGTH_AT, rows.count());
    BigEndian.putInt(header, 4 * Integer.BYTES, 1);
    buffer.putRaw(header);
    BinaryRow row = BinaryRow.ofOne(column, rows.position(i), rows.layout());
    rows.restart();
    while (rows.next()) {
      row.write(rows.row(), buffer);
    }
    buffer.flush();
    return new BinaryArray(column.type().name(), out.toByteArray());
  }

  /** The numbers of a type and of its arrays. */
  private record Numbers(int element, int array) {}

  /** From catalog/pg_type.dat; empty where the form is not known. */
  private static Optional<Numbers> numbers(StoredType type) {
    return Optional.ofNullable(
        switch (type.name()) {
          case "bool" -> new Numbers(Oid.BOOL, Oid.BOOL_ARRAY);
          case "int2" -> new Numbers(Oid.INT2, Oid.INT2_ARRAY);
          case "int4" -> new Numbers(Oid.INT4, Oid.INT4_ARRAY);
          case "int8" -> new Numbers(Oid.INT8, Oid.INT8_ARRAY);
          case "numeric" -> new Numbers(Oid.NUMERIC, Oid.NUMERIC_ARRAY);
          case "float4" -> new Numbers(Oid.FLOAT4, Oid.FLOAT4_ARRAY);
          case "float8" -> new Numbers(Oid.FLOAT8, Oid.FLOAT8_ARRAY);
          case "date" -> new Numbers(Oid.DATE, Oid.DATE_ARRAY);
          case "time" -> new Numbers(Oid.TIME, Oid.TIME_ARRAY);
          case "timestamp" -> new Numbers(Oid.TIMESTAMP, Oid.TIMESTAMP_ARRAY);
          case "timestamptz" -> new Numbers(Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY);
          case "uuid" -> new Numbers(Oid.UUID, Oid.UUID_ARRAY);
          case "text" -> new Numbers(Oid.TEXT, Oid.TEXT_ARRAY);
          case "varchar" -> new Numbers(Oid.VARCHAR, Oid.VARCHAR_ARRAY);
          case "bytea" -> new Numbers(Oid.BYTEA, Oid.BYTEA_ARRAY);
          default -> null;
        });
  }

  @Override
  public int lengthInBytes() {
    return bytes.length;
  }

  @Override
  public void toBytes(byte[] to, int offset) {
    System.arraycopy(bytes, 0, to, offset, bytes.length);
  }

  /** The driver would ask for it where it does not send in binary, and take null for an answer. */
  @Override
  public String getValue() {
    throw new IllegalStateException(
        "Array parameters of " + getType() + " are not sent in binary.");
  }

  @Override
  public void setByteValue(byte[] value, int offset) {
    throw new UnsupportedOperationException("It is only sent, never received.");
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public Object clone() {
    throw new UnsupportedOperationException("It is sent once.");
  }
}
