package io.refrain.testkit.difference;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClockTextTest {
  private static final Span SPAN =
      new Span(Instant.parse("2026-11-21T14:00:00Z"), Instant.parse("2026-11-21T14:00:05Z"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T14:00:03Z",
        "2026-11-21T14:00:03.123456789Z",
        "2026-11-21T19:45:03+05:45",
        "2026-11-21T15:00:03+01:00[Europe/Berlin]",
        "2026-11-21T14:00:03",
        "2026-11-21 19:45:03.5",
        "2026-11-21T14:00",
        "1795269603",
        "1795269603000",
        "1795269603000000",
        "1795269603000000000"
      })
  void theTimeOfTheRunIsKnownInManyForms(String text) {
    assertThat(ClockText.isDuring(text, SPAN), is(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-21T14:00:12Z",
        "2026-11-21T13:59:50Z",
        "2026-11-20T14:00:03Z",
        "2026-11-21 14:07:03",
        "2026-11-24 14:00:03",
        "1795269703",
        "17952696030",
        "paid",
        "",
        "2026-11-21"
      })
  void otherTextsAreNot(String text) {
    assertThat(ClockText.isDuring(text, SPAN), is(false));
  }

  @Test
  void todayIsTodaySomewhere() {
    assertThat(ClockText.isToday("2026-11-21", SPAN), is(true));
    assertThat(ClockText.isToday("2026-11-22", SPAN), is(true));
    assertThat(ClockText.isToday("2026-11-19", SPAN), is(false));
    assertThat(ClockText.isToday("paid", SPAN), is(false));
    assertThat(ClockText.isToday(null, SPAN), is(false));
    assertThat(ClockText.isDuring(null, SPAN), is(false));
  }
}
