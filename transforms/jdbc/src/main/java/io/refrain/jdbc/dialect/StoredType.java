package io.refrain.jdbc.dialect;

import java.io.Serializable;
import java.util.Set;

/**
 * The type of a table's column, as far as values depend on it.
 *
 * @param family what it holds
 * @param name what the database calls it
 * @param size characters of text, digits of a decimal; 0 if it has no limit
 * @param scale digits after the point of a decimal, or of a second; {@link #UNLIMITED} if any. A
 *     decimal of a size without a scale holds so many digits, wherever the point is
 * @param quirks what the database does to its values without a word
 */
public record StoredType(Family family, String name, int size, int scale, Set<Quirk> quirks)
    implements Serializable {
  /** A scale without a limit. */
  public static final int UNLIMITED = -1;

  /** As the scale of a REAL or DOUBLE: it holds neither infinity nor what is not a number. */
  public static final int FINITE = -2;

  public StoredType {
    quirks = Set.copyOf(quirks);
  }

  public StoredType(Family family, String name, int size, int scale) {
    this(family, name, size, scale, Set.of());
  }

  /** The same with quirks. */
  public StoredType with(Quirk... some) {
    return new StoredType(family, name, size, scale, Set.of(some));
  }

  public boolean has(Quirk quirk) {
    return quirks.contains(quirk);
  }

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

  /** What a database does to values without a word. Each is checked here instead. */
  public enum Quirk {
    /**
     * The column may hold a value of any type, whatever it was declared as: what is read is taken
     * only if it has the form in which it would be written. Times, decimals and UUIDs are read as
     * text.
     */
    DYNAMIC,
    /** Empty text, and empty bytes, would be stored as null: such a value is unfit. */
    EMPTY_IS_NULL,
    /** NaN would be stored as null: such a value is unfit. */
    NAN_IS_NULL,
    /** Text beyond ASCII would be bent to a code page: such a value is unfit. */
    ASCII_ONLY,
    /** Text longer than the declared size would be taken: such a value is unfit. */
    LENGTH_UNCHECKED,
    /** Years before 1 and after 9999 have no form: such a value is unfit. */
    YEARS_1_TO_9999,
    /** The database does not compare such values as their types say: neither key nor version. */
    INCOMPARABLE
  }
}
