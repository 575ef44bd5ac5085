package io.refrain.jdbc;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetriesTest {
  @Test
  void pausesDoubleUpToALimit() {
    Retries retries = new Retries(99, Duration.ofMillis(50), Duration.ofSeconds(1));
    assertThat(retries.pauseAfter(1), is(Duration.ofMillis(50)));
    assertThat(retries.pauseAfter(2), is(Duration.ofMillis(100)));
    assertThat(retries.pauseAfter(5), is(Duration.ofMillis(800)));
    assertThat(retries.pauseAfter(6), is(Duration.ofSeconds(1)));
    assertThat(retries.pauseAfter(99), is(Duration.ofSeconds(1)));
  }
}
