package io.refrain.conformance.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.conformance.subject.DeltaLake;
import io.refrain.conformance.subject.IcebergLake;
import io.refrain.conformance.subject.LakeMergeSubject;
import io.refrain.conformance.subject.MemoryMergeSubject;
import io.refrain.conformance.subject.MergeFlaw;
import io.refrain.conformance.subject.MergeSubject;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Random histories of merges end in every table as they end in the model.
 *
 * <p>Lake tables get few of them, and thousands with {@code -Drefrain.histories=2000}.
 */
class MergeHistoryProperties {
  private static MergeSubject memory;
  private static MergeSubject iceberg;
  private static MergeSubject delta;

  @BeforeContainer
  static void open() throws Exception {
    memory = new MemoryMergeSubject();
    iceberg = new LakeMergeSubject(new IcebergLake());
    delta = new LakeMergeSubject(new DeltaLake());
  }

  @AfterContainer
  static void close() throws Exception {
    memory.close();
    iceberg.close();
    delta.close();
  }

  @Provide
  Arbitrary<List<MergeEvent>> histories() {
    return RandomMerges.histories();
  }

  @Property(tries = 2000)
  void inMemory(@ForAll("histories") List<MergeEvent> history, @ForAll boolean byPosition)
      throws Exception {
    MergeHistory.check(memory, history, byPosition, Optional.empty());
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void inAnIcebergTable(@ForAll("histories") List<MergeEvent> history, @ForAll boolean byPosition)
      throws Exception {
    MergeHistory.check(iceberg, history, byPosition, Optional.empty());
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void inADeltaTable(@ForAll("histories") List<MergeEvent> history) throws Exception {
    MergeHistory.check(delta, history, false, Optional.empty());
  }

  @Property(tries = 500)
  void theTextOfAHistoryIsReadBack(@ForAll("histories") List<MergeEvent> history) {
    assertThat(MergeEvent.parseAll(MergeEvent.textOf(history)), equalTo(history));
  }

  /** That a commit is seen half done is no part of a history. */
  @Example
  void everyFlawThatAHistoryCanShowIsFound() {
    Random random = new Random(1);
    RandomGenerator<List<MergeEvent>> histories = RandomMerges.histories().generator(1000);
    for (MergeFlaw flaw : EnumSet.complementOf(EnumSet.of(MergeFlaw.SHOWS_HALF))) {
      AssertionError found =
          assertThrows(
              AssertionError.class,
              () -> {
                for (int i = 0; i < 5000; i++) {
                  MergeHistory.check(
                      memory, histories.next(random).value(), i % 2 == 0, Optional.of(flaw));
                }
              },
              flaw.name());
      assertThat(found.getMessage(), containsString("of this history on merge in memory"));
    }
  }
}
