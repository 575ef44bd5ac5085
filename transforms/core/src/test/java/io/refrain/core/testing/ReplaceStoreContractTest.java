package io.refrain.core.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.store.ReplaceTarget;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario of the contract notices a store that is wrong in its way. */
class ReplaceStoreContractTest {
  private static final Map<String, Defect> NOTICED_BY = new TreeMap<>();

  static {
    NOTICED_BY.put("theSameRowsTwiceAreStoredOnce", Defect.APPENDS);
    NOTICED_BY.put("severalGroupsOfOnePartitionAddUp", Defect.LOSES_A_ROW);
    NOTICED_BY.put("aRunThatFailsAtAnyCallIsMendedByTheNext", Defect.SHOWS_STAGED);
    NOTICED_BY.put("anIntervalWithoutRowsBecomesEmptyAndNothingElse", Defect.KEEPS_EMPTIED);
    NOTICED_BY.put("listedPartitionsAreReplacedWhetherOrNotTheyHaveRows", Defect.KEEPS_EMPTIED);
    NOTICED_BY.put("presentReplacesWhatHasRowsAndNothingElse", Defect.REPLACES_EVERYTHING);
    NOTICED_BY.put("everythingReplacesAll", Defect.APPENDS);
    NOTICED_BY.put("tooFewRowsAreRefusedBeforeAnythingChanges", Defect.LOSES_A_ROW);
    NOTICED_BY.put("aPartitionOfAnotherPipelineIsRefused", Defect.FORGETS_OWNER);
    NOTICED_BY.put("aPartitionTakenOverHasTheNewOwner", Defect.FORGETS_OWNER);
    NOTICED_BY.put("readersSeeAllOfTheOldOrAllOfTheNew", Defect.SHOWS_HALF);
    NOTICED_BY.put("stagedRowsAreInvisibleUntilCommitted", Defect.SHOWS_STAGED);
    NOTICED_BY.put("whatWasNotFinishedNeverCounts", Defect.STAGES_UNFINISHED);
    NOTICED_BY.put("discardTakesNothingThatWasCommitted", Defect.DISCARDS_COMMITTED);
    NOTICED_BY.put("rowsInEffectMayBeListedAgainByALaterRun", Defect.APPENDS);
    NOTICED_BY.put("committingAgainAnswersWithTheFirstReceipt", Defect.FORGETS_TOKEN);
    NOTICED_BY.put("aRunOfWhatIsPresentIsKnownAgainAfterAnotherOne", Defect.ONE_TOKEN_PER_PIPELINE);
    NOTICED_BY.put("theReceiptCountsWhatWasWrittenAndDeleted", Defect.LOSES_A_ROW);
    NOTICED_BY.put("anOlderRunIsSupersededEvenIfTheNewerLeftNothing", Defect.FORGETS_TOKEN);
    NOTICED_BY.put("anOlderRunOfAnOverlappingScopeIsSuperseded", Defect.FORGETS_EPOCH);
    NOTICED_BY.put("aLostAnswerIsSettledByTheToken", Defect.FORGETS_TOKEN);
    NOTICED_BY.put("disjointScopesCommitInAnyOrder", Defect.ONE_TOKEN_PER_PIPELINE);
    NOTICED_BY.put("racingRunsOfDisjointScopesBothWin", Defect.REPLACES_EVERYTHING);
    NOTICED_BY.put("ofRacingRunsOfOneScopeTheNewerWins", Defect.IGNORES_BASE);
    NOTICED_BY.put("ofRacingTriesOfOneRunTheSecondFindsItDone", Defect.IGNORES_BASE);
    NOTICED_BY.put("contentOfAForeignWriterIsAConflictUnlessTakenOver", Defect.HIDES_FOREIGN);
  }

  private static final class Defective extends InMemoryStoreTest {
    private final Set<Defect> defects;

    private Defective(Set<Defect> defects) {
      this.defects = defects;
    }

    @Override
    protected ReplaceTarget newTarget() {
      return InMemoryTarget.withDefects(defects, Orders.DATE);
    }

    private void run(String scenario) throws Throwable {
      Method method =
          scenarios()
              .filter(each -> each.getName().equals(scenario))
              .findFirst()
              .orElseThrow(() -> new NoSuchMethodException(scenario));
      try {
        method.invoke(this);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private static Stream<Method> scenarios() {
    return Stream.of(ReplaceContentContract.class, ReplaceStoreContract.class)
        .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class));
  }

  static Stream<Arguments> planted() {
    return NOTICED_BY.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("planted")
  void aScenarioFailsWithItsDefectAndPassesWithout(String scenario, Defect defect)
      throws Throwable {
    assertThrows(AssertionError.class, () -> new Defective(Set.of(defect)).run(scenario));
    new Defective(Set.of()).run(scenario);
  }

  @Test
  void everyScenarioAndEveryDefectIsListed() {
    Set<String> scenarios =
        scenarios().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(NOTICED_BY.keySet(), equalTo(scenarios));
    assertThat(Set.copyOf(NOTICED_BY.values()), equalTo(Set.of(Defect.values())));
  }
}
