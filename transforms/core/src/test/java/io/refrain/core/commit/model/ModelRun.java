package io.refrain.core.commit.model;

import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.commit.CommitPolicy;
import io.refrain.core.commit.CommitProtocol;
import io.refrain.core.commit.CommitRequest;
import io.refrain.core.row.RowConverter;
import io.refrain.core.row.RowCursor;
import io.refrain.core.store.ReplaceStore;
import io.refrain.core.store.Staged;
import io.refrain.core.store.Stager;
import io.refrain.core.testing.Orders;
import io.refrain.core.testing.SimulatedCrash;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.values.Row;

/**
 * One run as a program: stages two rows for each of its days and commits them; started again if it
 * is ended.
 *
 * @param pipeline who writes
 * @param scope what it replaces
 * @param epoch its first epoch
 * @param days for which it has rows
 * @param product what its rows say
 * @param again how it is started again
 * @param takeOver whether it takes over what others own
 */
record ModelRun(
    String pipeline,
    ReplaceScope scope,
    long epoch,
    List<LocalDate> days,
    String product,
    Again again,
    boolean takeOver) {
  private static final CommitProtocol PROTOCOL =
      new CommitProtocol(Duration.ofNanos(1), Duration.ofNanos(2));

  /** What happens to a run that was ended by a crash. */
  enum Again {
    /** The runner tries the commit again with what was staged. */
    COMMIT_ONLY,
    /** The whole run is done again, under its old epoch. */
    SAME_EPOCH,
    /** The whole run is done again, under a new epoch. */
    NEW_EPOCH
  }

  /** How a run ended, and under which token. */
  record End(RunToken token, CommitOutcome outcome) {}

  static ModelRun of(ReplaceScope scope, long epoch, String product, List<LocalDate> days) {
    return new ModelRun("orders", scope, epoch, days, product, Again.SAME_EPOCH, false);
  }

  ModelRun again(Again other) {
    return new ModelRun(pipeline, scope, epoch, days, product, other, takeOver);
  }

  ModelRun pipeline(String other) {
    return new ModelRun(other, scope, epoch, days, product, again, takeOver);
  }

  ModelRun takingOver() {
    return new ModelRun(pipeline, scope, epoch, days, product, again, true);
  }

  List<Row> rows(LocalDate day) {
    long first = day.toEpochDay() * 10;
    return List.of(
        Orders.order(first, day, product, "1.00"), Orders.order(first + 1, day, product, "2.00"));
  }

  /** What it replaces, once its rows are known. */
  ReplaceScope covered() {
    return scope instanceof ReplaceScope.Present
        ? ReplaceScope.partitions(days.stream().map(Orders::partition).toList())
        : scope;
  }

  /** Runs to its end, however often it is ended on the way. */
  End play(ReplaceStore store) {
    List<Staged> staged = null;
    for (int starts = 0; ; starts++) {
      long started = again == Again.NEW_EPOCH ? epoch + 10L * starts : epoch;
      RunToken token = new RunToken(pipeline, scope, started);
      try {
        if (staged == null || again != Again.COMMIT_ONLY) {
          staged = stage(store, started + "." + starts);
        }
        Counts counts = Counts.of(Count.ROWS_IN, 2L * days.size());
        CommitPolicy policy = new CommitPolicy(0, takeOver);
        CommitOutcome outcome =
            PROTOCOL.commit(store, new CommitRequest("the model", token, staged, counts, policy));
        if (!(outcome instanceof CommitOutcome.Unknown)) {
          return new End(token, outcome);
        }
      } catch (SimulatedCrash | IOException e) {
        // It is started again.
      }
    }
  }

  private List<Staged> stage(ReplaceStore store, String attempt) throws IOException {
    RowConverter converter = new RowConverter(Orders.LAYOUT);
    RowCursor cursor = new RowCursor(Orders.LAYOUT);
    List<Staged> staged = new ArrayList<>();
    for (LocalDate day : days) {
      try (Stager stager = store.stage(attempt, Orders.partition(day))) {
        for (Row row : rows(day)) {
          byte[] bytes = converter.toBytes(row);
          stager.add(cursor.at(bytes, 0, bytes.length));
        }
        staged.addAll(stager.finish());
      }
    }
    return staged;
  }

  @Override
  public String toString() {
    return pipeline + ", " + scope + ", epoch " + epoch + ", rows for " + days + ", " + again;
  }
}
