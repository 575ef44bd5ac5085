package io.refrain.jdbc.table;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

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
}
