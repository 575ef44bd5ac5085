package io.refrain.testkit.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.testkit.inject.FaultPoint;
import io.refrain.testkit.inject.FaultState;
import io.refrain.testkit.inject.Faults;
import io.refrain.testkit.inject.Hold;
import io.refrain.testkit.inject.PlannedFault;
import io.refrain.testkit.inject.PlannedFault.Moment;
import io.refrain.testkit.inject.RunningRun;
import io.refrain.testkit.stored.StoredRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RecordingServerTest {
  private RecordingServer server;

  @BeforeEach
  void start() throws IOException {
    server = RecordingServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static int post(String url, String key, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  private static StoredRow row(String key, String body, String outcome) {
    return StoredRow.of(
        "method",
        "POST",
        "path",
        "/ship?fast",
        "idempotency_key",
        key,
        "body",
        body,
        "outcome",
        outcome);
  }

  @Test
  void aKeyTakesEffectOnceAndNotWithAnotherBody() throws Exception {
    String url = server.url() + "/ship?fast";
    assertThat(post(url, "k", "a"), is(200));
    assertThat(post(url, "k", "a"), is(200));
    assertThat(post(url, "k", "b"), is(422));
    assertThat(
        server.effects().read(),
        contains(
            row("k", "a", "done"), row("k", "b", "refused: the key was used with another body")));
    server.clear();
    assertThat(server.effects().read(), is(empty()));
  }

  @Test
  void withoutAKeyEveryCallTakesEffect() throws Exception {
    String url = server.url() + "/ship?fast";
    assertThat(post(url, null, "a"), is(200));
    assertThat(post(url, null, "a"), is(200));
    assertThat(server.effects().read(), contains(row(null, "a", "done"), row(null, "a", "done")));
  }

  @Test
  void behindTheUrlOfARunCallsFailBeforeOrAfterTheirEffect() throws Exception {
    FaultPoint call = new FaultPoint("HTTP call", FaultPoint.Kind.CALL);
    for (Moment moment : Moment.values()) {
      server.clear();
      PlannedFault fault = new PlannedFault(call, 1, moment, false);
      try (RunningRun run = RunningRun.start(FaultState.of(fault, "a test."), Hold.NONE)) {
        String url = server.url(new Faults(run.id())) + "/ship?fast";
        if (moment == Moment.BEFORE) {
          assertThat(post(url, null, "a"), is(503));
          assertThat(server.effects().read(), is(empty()));
        } else {
          assertThrows(IOException.class, () -> post(url, null, "a"));
          assertThat(server.effects().read(), contains(row(null, "a", "done")));
        }
        assertThat(post(url, null, "b"), is(200));
        assertThat(server.effects().read(), hasSize(moment == Moment.BEFORE ? 1 : 2));
      }
    }
  }
}
