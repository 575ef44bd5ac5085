package io.refrain.jdbc.dialect;

import java.io.Serializable;

/**
 * The type of a table's column, as far as values depend on it.
 *
 * @param family what it holds
 * @param name what the database calls it
 * @param size characters of text, digits of a decimal; 0 if it has no limit
 * @param scale digits after the point of a decimal, or of a second; {@link #UNLIMITED} if any
 */
public record StoredType(Family family, String name, int size, int scale) implements Serializable {
  /** A scale without a limit. */
  public static final int UNLIMITED = -1;

  /** As the scale of a REAL or DOUBLE: it holds neither infinity nor what is not a number. */
  public static final int FINITE = -2;

  /** What a column holds. */
  public enum Family {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INTEGER,
    BIGINT,
    DECIMAL,
    REAL,
    DOUBLE,
    DATE,
    TIME,
    /** A date and a time of day without a zone: taken as UTC where an instant is meant. */
    TIMESTAMP,
    TIMESTAMP_WITH_ZONE,
    UUID,
    TEXT,
    /** Text of fixed length, filled up with blanks. */
    PADDED_TEXT,
    BYTES,
    /** Bytes of fixed length, filled up with zeros. */
    PADDED_BYTES,
    /** Anything else: not written to. */
    OTHER
  }
}
