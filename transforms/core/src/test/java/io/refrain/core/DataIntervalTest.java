package io.refrain.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataIntervalTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2024, 2024-01-01T00:00, 2025-01-01T00:00",
    "2024-03, 2024-03-01T00:00, 2024-04-01T00:00",
    "2024-12, 2024-12-01T00:00, 2025-01-01T00:00",
    "2024-02-29, 2024-02-29T00:00, 2024-03-01T00:00",
    "' 2024-03-15 ', 2024-03-15T00:00, 2024-03-16T00:00",
    "2024-03-15T10, 2024-03-15T10:00, 2024-03-15T11:00",
    "2024-03-15 10, 2024-03-15T10:00, 2024-03-15T11:00",
    "2024-03-15T10:30, 2024-03-15T10:30, 2024-03-15T10:31",
    "2024-03-15T10:30:05, 2024-03-15T10:30:05, 2024-03-15T10:30:06",
    "2024-03-15T10:30:05.250, 2024-03-15T10:30:05.250, 2024-03-15T10:30:05.251",
    "2024-03-15T10:30:05.000001, 2024-03-15T10:30:05.000001, 2024-03-15T10:30:05.000002",
    "2024-03-15T10/2024-03-15T12, 2024-03-15T10:00, 2024-03-15T12:00",
    "2024-03-01/2024-04-01, 2024-03-01T00:00, 2024-04-01T00:00",
    "2024-03/2024-05, 2024-03-01T00:00, 2024-05-01T00:00",
    "2024-03-01/P1M, 2024-03-01T00:00, 2024-04-01T00:00",
    "2024-01-31/P1M, 2024-01-31T00:00, 2024-02-29T00:00",
    "2024-03-15/PT36H, 2024-03-15T00:00, 2024-03-16T12:00",
    "2024-03-15T00:00Z/2024-03-15T02:00+02:00, ,",
    "2024-03-15T10Z, 2024-03-15T10:00, 2024-03-15T11:00"
  })
  void everyFormIsRead(String text, LocalDateTime start, LocalDateTime end) {
    if (start == null) {
      // Both bounds are one instant, written in two ways.
      assertThrows(IllegalArgumentException.class, () -> DataInterval.parse(text));
      return;
    }
    assertThat(DataInterval.parse(text), equalTo(new DataInterval(start, end, ZoneOffset.UTC)));
  }

  @Test
  void anOffsetInTheTextWinsOverTheZoneGiven() {
    DataInterval interval = DataInterval.parse("2024-03-15+02:00", BERLIN);
    assertThat(interval.startInstant(), equalTo(Instant.parse("2024-03-14T22:00:00Z")));
    DataInterval mixed = DataInterval.parse("2024-03-15T00+02:00/2024-03-15T00Z");
    assertThat(mixed.startInstant(), equalTo(Instant.parse("2024-03-14T22:00:00Z")));
    assertThat(mixed.endInstant(), equalTo(Instant.parse("2024-03-15T00:00:00Z")));
    assertThat(mixed.end(), equalTo(LocalDateTime.parse("2024-03-15T02:00")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "15.03.2024",
        "2024-3-15",
        "2024-02-30",
        "2024-13",
        "2024-03-15T25",
        "2024-03-01/",
        "/2024-03-01",
        "2024-03-01/P",
        "2024-03-01/2024-04-01/2024-05-01",
        "2024-0315",
        "2024-03-1500",
        "2024+01:00",
        "2024-03Z",
        "2024-03-15T10+25:00"
      })
  void whatIsNoIntervalIsRefusedWithExamples(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DataInterval.parse(text));
    assertThat(
        e.getMessage(),
        equalTo(
            "'"
                + text
                + "' is no data interval. Write a date (2024-03-15), a month (2024-03), an hour"
                + " (2024-03-15T10), or a start and an exclusive end (2024-03-01/2024-04-01)."));
  }

  @Test
  void reversedAndEmptyIntervalsAreRefused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> DataInterval.parse("2024-04-01/2024-03-01"))
            .getMessage(),
        equalTo(
            "A data interval must end after it starts, but 2024-04-01T00:00 is not before"
                + " 2024-03-01T00:00: are the two the wrong way round?"));
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> DataInterval.parse("2024-04-01/2024-04-01"))
            .getMessage(),
        equalTo(
            "A data interval must end after it starts, but 2024-04-01T00:00 is not before"
                + " 2024-04-01T00:00."));
  }

  @Test
  void daysOfAZoneAreAsLongAsTheyAreThere() {
    assertThat(hours("2024-03-31"), equalTo(23L));
    assertThat(hours("2024-10-27"), equalTo(25L));
    assertThat(hours("2024-10-28"), equalTo(24L));
    DataInterval short31 = DataInterval.parse("2024-03-31", BERLIN);
    assertThat(short31.contains(Instant.parse("2024-03-30T23:00:00Z")), equalTo(true));
    assertThat(short31.contains(Instant.parse("2024-03-31T21:59:59Z")), equalTo(true));
    assertThat(short31.contains(Instant.parse("2024-03-31T22:00:00Z")), equalTo(false));
  }

  private static long hours(String day) {
    DataInterval interval = DataInterval.parse(day, BERLIN);
    return Duration.between(interval.startInstant(), interval.endInstant()).toHours();
  }

  @Test
  void theEndIsOutside() {
    DataInterval march = DataInterval.parse("2024-03");
    assertThat(march.contains(LocalDate.parse("2024-03-01")), equalTo(true));
    assertThat(march.contains(LocalDate.parse("2024-03-31")), equalTo(true));
    assertThat(march.contains(LocalDate.parse("2024-04-01")), equalTo(false));
    assertThat(march.contains(LocalDateTime.parse("2024-03-31T23:59:59.999999")), equalTo(true));
    assertThat(march.contains(LocalDateTime.parse("2024-04-01T00:00")), equalTo(false));
    assertThat(march.overlaps(DataInterval.parse("2024-04")), equalTo(false));
    assertThat(march.overlaps(DataInterval.parse("2024-03-31T23")), equalTo(true));
    assertThat(
        DataInterval.ofDay(LocalDate.parse("2024-03-15")),
        equalTo(DataInterval.parse("2024-03-15")));
  }

  @Test
  void aTextIsReadBackAndUtcHasOneName() {
    for (String text :
        new String[] {"2024-03-15/2024-03-16", "2024-03-15T10:00/2024-03-15T12:30"}) {
      assertThat(DataInterval.parse(text).toString(), equalTo(text));
    }
    assertThat(
        DataInterval.parse("2024-03-15", ZoneId.of("UTC")),
        equalTo(DataInterval.parse("2024-03-15")));
    assertThat(
        DataInterval.parse("2024-03-15", BERLIN).toString(),
        equalTo("2024-03-15/2024-03-16 Europe/Berlin"));
    assertThat(DataInterval.parse("2024-03-15").isWholeDays(), equalTo(true));
    assertThat(DataInterval.parse("2024-03-15T00").isWholeDays(), equalTo(false));
  }
}
