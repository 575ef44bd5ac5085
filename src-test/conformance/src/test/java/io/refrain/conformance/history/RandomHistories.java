package io.refrain.conformance.history;

import io.refrain.conformance.history.HistoryEvent.Commit;
import io.refrain.conformance.history.HistoryEvent.OrderOfDay;
import io.refrain.conformance.history.HistoryEvent.Stage;
import io.refrain.core.testing.FaultMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Histories of up to four runs that stage, commit, race, crash, sleep and come back. */
final class RandomHistories {
  private RandomHistories() {}

  static Arbitrary<List<HistoryEvent>> histories() {
    return Arbitraries.frequencyOf(Tuple.of(4, stages()), Tuple.of(5, commits()))
        .list()
        .ofMinSize(2)
        .ofMaxSize(14);
  }

  private static Arbitrary<HistoryEvent> stages() {
    Arbitrary<List<OrderOfDay>> rows =
        Combinators.combine(
                Arbitraries.integers().between(1, 3), Arbitraries.integers().between(1, 4))
            .as(OrderOfDay::new)
            .list()
            .ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            Arbitraries.frequency(Tuple.of(6, "orders"), Tuple.of(1, "returns")),
            Arbitraries.of(HistoryEvent.SCOPES.keySet()),
            Arbitraries.longs().between(1, 5),
            rows)
        .as(Stage::new);
  }

  private static Arbitrary<HistoryEvent> commits() {
    Arbitrary<Integer> run = Arbitraries.integers().between(1, 4);
    Arbitrary<HistoryEvent> plain = run.map(number -> new Commit(number, 0, null, 0));
    Arbitrary<HistoryEvent> racing =
        Combinators.combine(run, run).as((one, other) -> new Commit(one, other, null, 0));
    Arbitrary<HistoryEvent> failing =
        Combinators.combine(
                run, Arbitraries.of(FaultMode.class), Arbitraries.integers().between(1, 4))
            .as((number, mode, call) -> new Commit(number, 0, mode, call));
    return Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(2, racing), Tuple.of(2, failing));
  }
}
