package io.refrain.testkit.examples;

import io.refrain.testkit.Run;
import io.refrain.testkit.http.RecordingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.Row;

/** Each paid order is posted to a carrier. */
final class SideEffectWithoutKey {
  private SideEffectWithoutKey() {}

  static void build(Run run, RecordingServer carrier) {
    Shop.read(run).apply("Post", ParDo.of(new Post(carrier.url(run.faults()), false)));
  }

  /** The repaired twin: a repeat can be told from a new call. */
  static void buildRepaired(Run run, RecordingServer carrier) {
    Shop.read(run).apply("Post", ParDo.of(new Post(carrier.url(run.faults()), true)));
  }

  private static final class Post extends DoFn<Row, String> {
    private static final long serialVersionUID = 1L;
    private final String url;
    private final boolean isKeyed;
    private transient HttpClient client;

    Post(String url, boolean isKeyed) {
      this.url = url;
      this.isKeyed = isKeyed;
    }

    @Setup
    public void open() {
      client = HttpClient.newHttpClient();
    }

    @ProcessElement
    public void post(@Element Row order) throws IOException, InterruptedException {
      if (!"paid".equals(order.getString("status"))) {
        return;
      }
      String body =
          "{\"order\":"
              + order.getInt64("order_id")
              + ",\"amount\":"
              + order.getInt64("amount")
              + "}";
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + "/shipments"))
              .POST(BodyPublishers.ofString(body));
      if (isKeyed) {
        // Of the business key and of what is asked for.
        UUID key = UUID.nameUUIDFromBytes(body.getBytes(StandardCharsets.UTF_8));
        request.header("Idempotency-Key", key.toString());
      }
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("The carrier answered " + response.statusCode());
      }
    }
  }
}
