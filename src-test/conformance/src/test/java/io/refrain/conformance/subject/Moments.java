package io.refrain.conformance.subject;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a database keeps a moment. */
public enum Moments {
  /** With its zone. */
  ZONED("TIMESTAMP(6) WITH TIME ZONE"),

  /** With its zone, of a precision that cannot be chosen. */
  ZONED_ALWAYS("TIMESTAMP WITH TIME ZONE"),

  /** Without a zone: in UTC. */
  UTC("DATETIME(6)") {
    @Override
    Object stored(Instant moment) {
      return LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
    }

    @Override
    Instant read(ResultSet rows, int column) throws SQLException {
      return rows.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
  },

  /** As text, in UTC. */
  TEXT("TIMESTAMP") {
    private final DateTimeFormatter words =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss[.SSSSSS]", Locale.ROOT);

    @Override
    Object stored(Instant moment) {
      return words.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
    }

    @Override
    Instant read(ResultSet rows, int column) throws SQLException {
      return LocalDateTime.parse(rows.getString(column), words).toInstant(ZoneOffset.UTC);
    }
  };

  private final String type;

  Moments(String type) {
    this.type = type;
  }

  /** The type of a column that holds them. */
  String type() {
    return type;
  }

  /** A moment, as a parameter of a statement. */
  Object stored(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }

  /** A moment of a result. */
  Instant read(ResultSet rows, int column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant();
  }
}
