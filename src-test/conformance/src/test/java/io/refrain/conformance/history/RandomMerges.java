package io.refrain.conformance.history;

import io.refrain.conformance.history.MergeEvent.Change;
import io.refrain.conformance.history.MergeEvent.Commit;
import io.refrain.conformance.history.MergeEvent.Fault;
import io.refrain.conformance.history.MergeEvent.Prepare;
import io.refrain.core.testing.FaultMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Histories of up to three merges that overlap, crash, sleep and come back. */
final class RandomMerges {
  private RandomMerges() {}

  static Arbitrary<List<MergeEvent>> histories() {
    return Arbitraries.frequencyOf(Tuple.of(5, prepares()), Tuple.of(6, commits()))
        .list()
        .ofMinSize(2)
        .ofMaxSize(14);
  }

  private static Arbitrary<MergeEvent> prepares() {
    Arbitrary<List<Change>> changes =
        Combinators.combine(
                Arbitraries.of(false, false, false, true),
                Arbitraries.integers().between(1, 5),
                Arbitraries.integers().between(1, 6))
            .as(Change::new)
            .list()
            .ofMinSize(1)
            .ofMaxSize(5);
    return Combinators.combine(
            runs(), Arbitraries.longs().between(1, 6), changes, faults(6, 60).injectNull(0.8))
        .as(Prepare::new);
  }

  private static Arbitrary<MergeEvent> commits() {
    return Combinators.combine(runs(), faults(1, 4).injectNull(0.7)).as(Commit::new);
  }

  private static Arbitrary<Integer> runs() {
    return Arbitraries.integers().between(1, 3);
  }

  private static Arbitrary<Fault> faults(int first, int last) {
    return Combinators.combine(
            Arbitraries.of(FaultMode.class), Arbitraries.integers().between(first, last))
        .as(Fault::new);
  }
}
