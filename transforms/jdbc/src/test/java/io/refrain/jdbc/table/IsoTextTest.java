package io.refrain.jdbc.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public final class IsoTextTest {
  private static String timestamp(String instant) {
    Instant at = Instant.parse(instant);
    return IsoText.timestamp(at.getEpochSecond() * 1_000_000 + at.getNano() / 1000, "+00");
  }

  @Test
  void datesOfAllErasAreWritten() {
    assertThat(IsoText.date(LocalDate.parse("2024-02-29").toEpochDay()), is("2024-02-29"));
    assertThat(IsoText.date(LocalDate.parse("0001-01-01").toEpochDay()), is("0001-01-01"));
    assertThat(IsoText.date(LocalDate.parse("0000-12-31").toEpochDay()), is("0001-12-31 BC"));
    assertThat(IsoText.date(LocalDate.parse("-0043-03-15").toEpochDay()), is("0044-03-15 BC"));
    assertThat(IsoText.date(LocalDate.parse("+12345-01-01").toEpochDay()), is("12345-01-01"));
  }

  @Test
  void timestampsHaveMicrosecondsWhereTheyNeedThem() {
    assertThat(timestamp("2024-03-15T09:05:07Z"), is("2024-03-15 09:05:07+00"));
    assertThat(timestamp("1969-12-31T23:59:59.000001Z"), is("1969-12-31 23:59:59.000001+00"));
    assertThat(timestamp("-0043-03-15T00:00:00.5Z"), is("0044-03-15 00:00:00.500000+00 BC"));
  }

  @Test
  void whatWasWrittenIsReadBack() {
    for (String day : List.of("-0044-03-15", "0000-12-31", "0001-01-01", "+12345-01-01")) {
      long epochDay = LocalDate.parse(day).toEpochDay();
      assertThat(day, IsoText.parseDate(IsoText.date(epochDay)), is(epochDay));
    }
    for (long micros : new long[] {0, 1, -1, 500_000, Long.MIN_VALUE / 100, Long.MAX_VALUE / 100}) {
      assertThat(IsoText.parseTimestamp(IsoText.timestamp(micros, "")), is(micros));
    }
    assertThat(IsoText.parseTime("23:59:59.5"), is(86_399_500_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-03-15T12:00:00",
        "2024-03-15 12:00:00Z",
        "2024-03-15 12:00:00.000",
        "2024-03-15",
        "2024-02-30 12:00:00",
        "02024-03-15 12:00:00",
        "0000-03-15 12:00:00",
        "1710504000000"
      })
  void anotherNotationIsNone(String text) {
    assertThrows(DateTimeException.class, () -> IsoText.parseTimestamp(text));
  }
}
