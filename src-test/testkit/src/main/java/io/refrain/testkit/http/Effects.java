package io.refrain.testkit.http;

import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What calls brought about, in the order they did. */
final class Effects {
  private record Keyed(String method, String path, String key) {}

  private final List<StoredRow> rows = new ArrayList<>();
  private final Map<Keyed, String> bodies = new HashMap<>();

  /** Carries a call out, unless that was done; the status of the answer. */
  synchronized int add(String method, String path, String key, String body) {
    String before = key == null ? null : bodies.putIfAbsent(new Keyed(method, path, key), body);
    if (before == null) {
      rows.add(row(method, path, key, body, "done"));
      return 200;
    }
    if (before.equals(body)) {
      return 200;
    }
    rows.add(row(method, path, key, body, "refused: the key was used with another body"));
    return 422;
  }

  private static StoredRow row(
      String method, String path, String key, String body, String outcome) {
    return StoredRow.of(
        "method", method, "path", path, "idempotency_key", key, "body", body, "outcome", outcome);
  }

  synchronized List<StoredRow> rows() {
    return List.copyOf(rows);
  }

  synchronized void clear() {
    rows.clear();
    bodies.clear();
  }
}
