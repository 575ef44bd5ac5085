package io.refrain.jdbc.table;

import io.refrain.core.row.ColumnType;
import io.refrain.core.row.ColumnType.Kind;
import io.refrain.core.row.RowCursor;
import io.refrain.jdbc.dialect.StoredType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.UUID;

/** Moves the values of one column between encoded rows and a database, exactly or not at all. */
public final class ColumnPort {
  static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final long MICROS = 1_000_000L;
  private static final int UUID_LENGTH = 36;
  private static final EnumSet<Kind> WHOLE =
      EnumSet.of(Kind.INT8, Kind.INT16, Kind.INT32, Kind.INT64);
  private static final EnumSet<Kind> DECIMALS =
      EnumSet.of(Kind.DECIMAL64, Kind.DECIMAL, Kind.DECIMAL_UNSCALED);

  private final int column;
  private final String name;
  private final ColumnType type;
  private final StoredType stored;
  private final boolean asText;
  private final ValueLimits limits;

  /**
   * @param asText whether times, decimals and UUIDs are bound as text
   */
  public ColumnPort(int column, String name, ColumnType type, StoredType stored, boolean asText) {
    this.column = column;
    this.name = name;
    this.type = type;
    this.stored = stored;
    this.asText = asText;
    this.limits = new ValueLimits(column, type, stored);
  }

  /** Whether a column can hold a type at all; single values may still not fit. */
  public static boolean fits(ColumnType type, StoredType stored) {
    Kind kind = type.kind();
    return switch (stored.family()) {
      case BOOLEAN -> kind == Kind.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER, BIGINT -> WHOLE.contains(kind);
      case DECIMAL -> WHOLE.contains(kind) || DECIMALS.contains(kind);
      case REAL -> kind == Kind.FLOAT;
      case DOUBLE -> kind == Kind.FLOAT || kind == Kind.DOUBLE;
      case DATE -> kind == Kind.DATE;
      case TIME -> kind == Kind.TIME;
      // A date is stored as its midnight: databases there are whose dates have a time of day.
      case TIMESTAMP -> kind == Kind.TIMESTAMP || kind == Kind.LOCAL_TIMESTAMP || kind == Kind.DATE;
      case TIMESTAMP_WITH_ZONE -> kind == Kind.TIMESTAMP || kind == Kind.LOCAL_TIMESTAMP;
      case UUID -> kind == Kind.UUID;
      case TEXT, PADDED_TEXT -> kind == Kind.STRING || (kind == Kind.UUID && holdsUuids(stored));
      case BYTES, PADDED_BYTES -> kind == Kind.BYTES;
      case OTHER -> false;
    };
  }

  private static boolean holdsUuids(StoredType text) {
    return text.size() == 0 || text.size() >= UUID_LENGTH;
  }

  /** Whether the column can hold every value of the row's type, so that none is ever unfit. */
  public boolean fitsAll() {
    return limits.fitsAll();
  }

  /** Why the column cannot hold a row's value exactly; null if it can. */
  public String unfit(RowCursor row) {
    return row.isNull(column) ? null : limits.unfit(row);
  }

  /** The array that holds this column's values of some rows. */
  public Object[] newArray(int length) {
    return switch (stored.family()) {
      case BOOLEAN -> new Boolean[length];
      case TINYINT, SMALLINT -> new Short[length];
      case INTEGER -> new Integer[length];
      case BIGINT -> new Long[length];
      case REAL -> new Float[length];
      case DOUBLE -> new Double[length];
      case TEXT, PADDED_TEXT -> new String[length];
      case BYTES, PADDED_BYTES -> new byte[length][];
      default -> asText ? new String[length] : new Object[length];
    };
  }

  /** A row's value as the array of {@link #newArray} takes it. */
  public Object get(RowCursor row) {
    if (row.isNull(column)) {
      return null;
    }
    return switch (stored.family()) {
      case BOOLEAN -> row.getLong(column) != 0;
      case TINYINT, SMALLINT -> (short) row.getLong(column);
      case INTEGER -> (int) row.getLong(column);
      case BIGINT -> row.getLong(column);
      case DECIMAL -> decimal(row);
      case REAL -> row.getFloat(column);
      case DOUBLE ->
          type.kind() == Kind.FLOAT
              ? (Object) (double) row.getFloat(column)
              : (Object) row.getDouble(column);
      case DATE -> date(row.getLong(column));
      case TIME -> time(row.getLong(column));
      case TIMESTAMP ->
          timestamp(
              type.kind() == Kind.DATE
                  ? row.getLong(column) * MICROS_PER_DAY
                  : row.getLong(column));
      case TIMESTAMP_WITH_ZONE -> instant(row.getLong(column));
      case UUID -> asText ? uuid(row).toString() : uuid(row);
      case TEXT, PADDED_TEXT ->
          type.kind() == Kind.UUID ? uuid(row).toString() : row.getString(column);
      case BYTES, PADDED_BYTES -> row.getBytes(column);
      case OTHER -> throw new IllegalStateException(stored.toString());
    };
  }

  private Object decimal(RowCursor row) {
    BigDecimal value =
        WHOLE.contains(type.kind())
            ? BigDecimal.valueOf(row.getLong(column))
            : row.getDecimal(column);
    return asText ? value.toString() : value;
  }

  private Object date(long day) {
    return asText ? IsoText.date(day) : LocalDate.ofEpochDay(day);
  }

  private Object time(long micros) {
    return asText ? IsoText.time(micros) : LocalTime.ofNanoOfDay(micros * 1000);
  }

  private Object timestamp(long micros) {
    return asText
        ? IsoText.timestamp(micros, "")
        : LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, MICROS),
            (int) Math.floorMod(micros, MICROS) * 1000,
            ZoneOffset.UTC);
  }

  private Object instant(long micros) {
    return asText
        ? IsoText.timestamp(micros, "+00")
        : Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000)
            .atOffset(ZoneOffset.UTC);
  }

  private UUID uuid(RowCursor row) {
    ByteBuffer bytes = ByteBuffer.wrap(row.bytes(), row.valueOffset(column), 2 * Long.BYTES);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  /** Reads the column back. */
  public ColumnReader reader() {
    return new ColumnReader(column, name, type, stored);
  }

  public static boolean isWhole(ColumnType type) {
    return WHOLE.contains(type.kind());
  }
}
