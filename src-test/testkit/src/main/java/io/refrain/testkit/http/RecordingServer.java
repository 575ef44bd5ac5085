package io.refrain.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.refrain.testkit.inject.Faults;
import io.refrain.testkit.inject.InjectedFault;
import io.refrain.testkit.stored.StoredContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small HTTP server on this machine that carries out every call it gets, and remembers it.
 *
 * <p>It does what an API with idempotency keys does: calls with the header {@code Idempotency-Key}
 * take effect once per method, path and key; a repeat with the same body is answered like the first
 * call, a repeat with another body with 422, which shows in the content. A call without the header
 * takes effect every time. Calls are answered with 200 and {@code {}}.
 *
 * <p>{@link #effects} is what to hand to {@code storedContent}; {@link #clear} what to call in
 * {@code freshStore}. Behind {@link #url(Faults)} calls fail with 503 before they took effect, or
 * have no answer after they did.
 *
 * <p>Source of the rules: the IETF draft "The Idempotency-Key HTTP Header Field".
 */
public final class RecordingServer implements AutoCloseable {
  private static final String RUN_MARK = "/~";
  private final HttpServer server;
  private final ExecutorService threads;
  private final Effects effects = new Effects();

  private RecordingServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Starts one on a free port. */
  public static RecordingServer start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "recording-server");
              thread.setDaemon(true);
              return thread;
            });
    RecordingServer recording = new RecordingServer(http, threads);
    http.setExecutor(threads);
    http.createContext("/", recording::handle);
    http.start();
    return recording;
  }

  /** Where it is, without a slash at the end. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Where it is for the calls of one run, which may then fail. */
  public String url(Faults faults) {
    return url() + RUN_MARK + faults.run();
  }

  /** What its calls brought about: method, path, idempotency_key, body, and outcome. */
  public StoredContent effects() {
    return effects::rows;
  }

  /** Forgets all calls. */
  public void clear() {
    effects.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      URI uri = exchange.getRequestURI();
      String path = uri.getPath();
      String run = "";
      if (path.startsWith(RUN_MARK)) {
        int slash = path.indexOf('/', RUN_MARK.length());
        int end = slash < 0 ? path.length() : slash;
        run = path.substring(RUN_MARK.length(), end);
        path = slash < 0 ? "/" : path.substring(slash);
      }
      String target = uri.getQuery() == null ? path : path + "?" + uri.getQuery();
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      boolean[] done = {false};
      try {
        int status =
            new Faults(run)
                .call(
                    "HTTP call",
                    () -> {
                      int answer = effects.add(exchange.getRequestMethod(), target, key, body);
                      done[0] = true;
                      return answer;
                    });
        answer(exchange, status, "{}");
      } catch (InjectedFault fault) {
        if (!done[0]) {
          answer(exchange, 503, fault.getMessage());
        }
        // Else the answer is lost: the connection is closed without one.
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
