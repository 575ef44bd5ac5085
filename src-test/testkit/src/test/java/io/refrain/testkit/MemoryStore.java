package io.refrain.testkit;

import io.refrain.testkit.stored.StoredContent;
import io.refrain.testkit.stored.StoredRow;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A store of this process, with a keyed part and an appended one; finds itself again on a worker.
 */
final class MemoryStore implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Map<String, String>> KEYED = new ConcurrentHashMap<>();
  private static final Map<String, List<String>> APPENDED = new ConcurrentHashMap<>();
  private final String id = UUID.randomUUID().toString();

  Map<String, String> keyed() {
    return KEYED.computeIfAbsent(id, k -> new ConcurrentHashMap<>());
  }

  List<String> appended() {
    return APPENDED.computeIfAbsent(id, k -> new CopyOnWriteArrayList<>());
  }

  void clear() {
    keyed().clear();
    appended().clear();
  }

  StoredContent content() {
    return () ->
        java.util.stream.Stream.concat(
                keyed().entrySet().stream()
                    .map(e -> StoredRow.of("key", e.getKey(), "value", e.getValue())),
                appended().stream().map(v -> StoredRow.of("key", null, "value", v)))
            .toList();
  }
}
