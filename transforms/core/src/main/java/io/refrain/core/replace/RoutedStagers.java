package io.refrain.core.replace;

import io.refrain.core.Counts;
import io.refrain.core.RejectedRow;
import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowText;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Stages rows of any partition under one attempt: a stager for each partition that comes up. */
final class RoutedStagers implements Closeable {
  private final ReplaceStore store;
  private final Router router;
  private final RowCursor cursor;
  private final RowText text;
  private final String attempt = UUID.randomUUID().toString();
  private final Map<Integer, Stager> stagers = new HashMap<>();
  private final RejectedSample sample = new RejectedSample();

  RoutedStagers(RowLayout layout, ReplaceStore store, Router router) {
    this.store = store;
    this.router = router;
    this.cursor = new RowCursor(layout);
    this.text = new RowText(layout);
  }

  void add(byte[] bytes, int offset, int length, long origin, Consumer<RejectedRow> rejected) {
    Router.Route route = router.route(bytes, offset, length);
    if (route.refusal().isPresent()) {
      Router.Refusal refusal = route.refusal().get();
      rejected.accept(
          sample.add(
              new RejectedRow(
                  refusal.code(),
                  refusal.column(),
                  refusal.reason(),
                  text.render(bytes, offset, length),
                  origin)));
      return;
    }
    Optional<ReplaceStore.Unfit> unfit = store.unfit(cursor.at(bytes, offset, length));
    if (unfit.isPresent()) {
      rejected.accept(sample.add(unfit.get(), text.render(bytes, offset, length), origin));
      return;
    }
    try {
      Stager stager = stagers.get(route.number());
      if (stager == null) {
        stager = store.stage(attempt, route.partition());
        stagers.put(route.number(), stager);
      }
      stager.add(cursor.at(bytes, offset, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Contribution finish(String group, long pane, Counts counts) throws IOException {
    List<Staged> staged = new ArrayList<>();
    for (Stager stager : stagers.values()) {
      staged.addAll(stager.finish());
    }
    return sample.contribution(group, pane, staged, counts);
  }

  /** Closes all stagers, even if closing some of them fails. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Stager stager : stagers.values()) {
      try {
        stager.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
