package io.refrain.conformance.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.conformance.subject.DeltaLake;
import io.refrain.conformance.subject.IcebergLake;
import io.refrain.conformance.subject.LakeSubject;
import io.refrain.conformance.subject.MemorySubject;
import io.refrain.conformance.subject.ParquetSubject;
import io.refrain.conformance.subject.ReplaceSubject;
import io.refrain.core.testing.Defect;
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
 * Random histories end on every replace target as they end in the model.
 *
 * <p>Lake tables get few of them, and thousands with {@code -Drefrain.histories=2000}.
 */
class ReplaceHistoryProperties {
  private static ReplaceSubject memory;
  private static ReplaceSubject parquet;
  private static ReplaceSubject iceberg;
  private static ReplaceSubject delta;

  @BeforeContainer
  static void open() throws Exception {
    memory = new MemorySubject();
    parquet = ParquetSubject.throughItsManifest();
    iceberg = new LakeSubject(new IcebergLake());
    delta = new LakeSubject(new DeltaLake());
  }

  @AfterContainer
  static void close() throws Exception {
    memory.close();
    parquet.close();
    iceberg.close();
    delta.close();
  }

  @Provide
  Arbitrary<List<HistoryEvent>> histories() {
    return RandomHistories.histories();
  }

  @Property(tries = 3000)
  void inMemory(@ForAll("histories") List<HistoryEvent> history) throws Exception {
    ReplaceHistory.check(memory, history, Optional.empty());
  }

  @Property(tries = 100)
  void inAParquetDataset(@ForAll("histories") List<HistoryEvent> history) throws Exception {
    ReplaceHistory.check(parquet, history, Optional.empty());
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void inAnIcebergTable(@ForAll("histories") List<HistoryEvent> history) throws Exception {
    ReplaceHistory.check(iceberg, history, Optional.empty());
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void inADeltaTable(@ForAll("histories") List<HistoryEvent> history) throws Exception {
    ReplaceHistory.check(delta, history, Optional.empty());
  }

  @Property(tries = 500)
  void theTextOfAHistoryIsReadBack(@ForAll("histories") List<HistoryEvent> history) {
    assertThat(HistoryEvent.parseAll(HistoryEvent.textOf(history)), equalTo(history));
  }

  /** Foreign content and commits that are seen half done are no part of a history. */
  @Example
  void everyDefectThatAHistoryCanShowIsFound() {
    Random random = new Random(1);
    RandomGenerator<List<HistoryEvent>> histories = RandomHistories.histories().generator(1000);
    for (Defect defect :
        EnumSet.complementOf(
            EnumSet.of(
                Defect.FORGETS_OWNER,
                Defect.HIDES_FOREIGN,
                Defect.SHOWS_HALF,
                Defect.STAGES_UNFINISHED))) {
      AssertionError found =
          assertThrows(
              AssertionError.class,
              () -> {
                for (int i = 0; i < 5000; i++) {
                  ReplaceHistory.check(memory, histories.next(random).value(), Optional.of(defect));
                }
              },
              defect.name());
      assertThat(found.getMessage(), containsString("of this history on in memory"));
    }
  }
}
