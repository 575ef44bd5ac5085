package io.refrain.core.commit.model;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.store.StoreState;
import io.refrain.core.testing.Orders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers a run's calls with the answers that it got before, and stops it at the first call beyond
 * them. A run does nothing that does not follow from its answers, so it need not be a thread that
 * waits: it is run again from its beginning.
 */
final class ScriptedStore implements ReplaceStore {
  private final List<Answer> answers;
  private final ProtocolDefect defect;
  private int next;

  ScriptedStore(List<Answer> answers, ProtocolDefect defect) {
    this.answers = answers;
    this.defect = defect;
  }

  /** What a call gave: a value, or a failure. */
  record Answer(Object value, Throwable failure) {}

  /** Stops a run: this is the call that it would make now. */
  static final class Stopped extends Error {
    private static final long serialVersionUID = 1L;
    private final transient StoreCall call;

    private Stopped(StoreCall call) {
      super(call.text(), null, false, false);
      this.call = call;
    }

    StoreCall call() {
      return call;
    }
  }

  private Object answer(StoreCall call) throws IOException {
    if (next == answers.size()) {
      throw new Stopped(call);
    }
    Answer answer = answers.get(next++);
    if (answer.failure() instanceof IOException e) {
      throw new IOException(e.getMessage());
    } else if (answer.failure() instanceof Error e) {
      throw e;
    }
    return answer.value();
  }

  @Override
  public Stager stage(String attempt, Partition partition) {
    return new ScriptedStager(attempt, partition);
  }

  @Override
  public StoreState read(ReplaceScope scope) throws IOException {
    return (StoreState)
        answer(StoreCall.of("read " + scope, store -> defect.reading(store.read(scope))));
  }

  @Override
  public CommitAnswer commit(CommitPlan plan) throws IOException {
    return (CommitAnswer)
        answer(
            new StoreCall(
                "commit " + plan.receipt().token(),
                store -> store.commit(defect.committing(plan, store)),
                StoreCall.NOTHING,
                Optional.of(plan),
                true));
  }

  @Override
  public void discard(Iterable<Staged> staged) {
    List<Staged> all = new ArrayList<>();
    staged.forEach(all::add);
    if (all.isEmpty()) {
      return;
    }
    StoreCall.Effect effect =
        store -> {
          store.discard(all);
          return null;
        };
    try {
      answer(new StoreCall("discard", effect, StoreCall.NOTHING, Optional.empty(), false));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {}

  private final class ScriptedStager implements Stager {
    private final String attempt;
    private final Partition partition;
    private final List<byte[]> rows = new ArrayList<>();

    private ScriptedStager(String attempt, Partition partition) {
      this.attempt = attempt;
      this.partition = partition;
    }

    @Override
    public void add(RowCursor row) {
      byte[] copy = new byte[row.length()];
      System.arraycopy(row.bytes(), row.offset(), copy, 0, copy.length);
      rows.add(copy);
    }

    @Override
    @SuppressWarnings("unchecked") // What finish gave.
    public List<Staged> finish() throws IOException {
      return (List<Staged>)
          answer(
              new StoreCall(
                  "stage " + partition,
                  store -> stage(store, true),
                  store -> stage(store, false),
                  Optional.empty(),
                  true));
    }

    private List<Staged> stage(ReplaceStore store, boolean finish) throws IOException {
      RowCursor cursor = new RowCursor(Orders.LAYOUT);
      try (Stager stager = store.stage(attempt, partition)) {
        for (byte[] row : rows) {
          stager.add(cursor.at(row, 0, row.length));
        }
        return finish ? stager.finish() : List.of();
      }
    }

    @Override
    public void close() {}
  }
}
