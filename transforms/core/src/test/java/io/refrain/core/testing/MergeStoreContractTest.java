package io.refrain.core.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.merge.MergeOrders;
import io.refrain.core.store.MergeTarget;
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

/** Every scenario of the contract notices a table that is wrong in its way. */
class MergeStoreContractTest {
  private static final Map<String, MergeDefect> NOTICED_BY = new TreeMap<>();

  static {
    NOTICED_BY.put("aTableHoldsWhatAMapWould", MergeDefect.COUNTS_LIVE_ROWS);
    NOTICED_BY.put("anEmptyTableTakesTheRows", MergeDefect.LOSES_A_ROW);
    NOTICED_BY.put("theSameDeliveryAgainChangesNothing", MergeDefect.LISTS_TOO_FEW);
    NOTICED_BY.put("noRowsChangeNothing", MergeDefect.LOSES_A_ROW);
    NOTICED_BY.put("newerRowsUpdateAndOlderOnesDoNot", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("aKeyThatMovesToAnotherPartitionLeavesNoCopy", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("aKeyWithThePartitionColumnKeepsOneRowInEach", MergeDefect.LISTS_TOO_FEW);
    NOTICED_BY.put("columnsThatTheInputLacksAreKept", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("aDeleteRemovesWhatIsNotNewer", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("aFileWhoseRowsAreAllDeletedIsGone", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("aSoftDeleteIsRememberedInTheRow", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("rowsDeletedByPositionStayDeleted", MergeDefect.FORGETS_DELETES);
    NOTICED_BY.put("rowsDeletedByPositionAreNotRead", MergeDefect.READS_DELETED);
    NOTICED_BY.put("onlyFilesThatMayHoldATouchedKeyAreRead", MergeDefect.LISTS_TOO_MANY);
    NOTICED_BY.put("aFileWithoutChangesIsNotRewritten", MergeDefect.LISTS_TOO_FEW);
    NOTICED_BY.put("committingAgainAnswersWithTheFirstReceipt", MergeDefect.FORGETS_TOKEN);
    NOTICED_BY.put("ofTwoTriesOfOneRunOnlyOneTakesEffect", MergeDefect.FORGETS_TOKEN);
    NOTICED_BY.put("runsOfDifferentKeysBothCommit", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("twoRunsThatTouchOneFileAreAConflict", MergeDefect.IGNORES_CONFLICTS);
    NOTICED_BY.put("rowsThatOthersAddedAmongTheKeysAreAConflict", MergeDefect.IGNORES_ADDED);
    NOTICED_BY.put("rowsThatOthersAddedElsewhereAreNone", MergeDefect.LISTS_TOO_MANY);
    NOTICED_BY.put("whatIsStagedIsInvisibleAndCanBeDiscarded", MergeDefect.SHOWS_STAGED);
    NOTICED_BY.put("discardingKeepsWhatWasCommitted", MergeDefect.DISCARDS_COMMITTED);
    NOTICED_BY.put("aStagerThatIsNotFinishedLeavesNothing", MergeDefect.STAGES_UNFINISHED);
    NOTICED_BY.put("ofDuplicatesOfATouchedKeyTheNewestStays", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("dedupKeepsTheNewestOfEachKeyInOneCommit", MergeDefect.KEEPS_REMOVED);
    NOTICED_BY.put("aMergeThatFailsAtAnyCallIsMendedByTheNext", MergeDefect.SHOWS_STAGED);
  }

  private static final class Defective extends InMemoryMergeTest {
    private final Set<MergeDefect> defects;

    private Defective(Set<MergeDefect> defects) {
      this.defects = defects;
    }

    @Override
    protected MergeTarget newTable() {
      return InMemoryMergeTarget.withDefects(defects, MergeOrders.TABLE, "order_date");
    }

    /** Runs a scenario with each of its arguments, until one fails. */
    private void run(String scenario) throws Throwable {
      Method method =
          scenarios()
              .filter(each -> each.getName().equals(scenario))
              .findFirst()
              .orElseThrow(() -> new NoSuchMethodException(scenario));
      try {
        if (method.getParameterCount() == 0) {
          method.invoke(this);
        } else if (method.getParameterTypes()[0] == boolean.class) {
          method.invoke(this, false);
          method.invoke(this, true);
        } else {
          method.invoke(this, 1L);
          method.invoke(this, 2L);
        }
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private static Stream<Method> scenarios() {
    return Stream.of(MergeHistories.class, MergeStoreContract.class)
        .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
        .filter(
            method ->
                method.isAnnotationPresent(Test.class)
                    || method.isAnnotationPresent(ParameterizedTest.class));
  }

  static Stream<Arguments> planted() {
    return NOTICED_BY.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  /** A defect may also lead the engine to find that the table contradicts itself. */
  @ParameterizedTest
  @MethodSource("planted")
  void aScenarioFailsWithItsDefectAndPassesWithout(String scenario, MergeDefect defect)
      throws Throwable {
    assertThrows(Throwable.class, () -> new Defective(Set.of(defect)).run(scenario));
    new Defective(Set.of()).run(scenario);
  }

  @Test
  void everyScenarioAndEveryDefectIsListed() {
    Set<String> scenarios =
        scenarios().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(NOTICED_BY.keySet(), equalTo(scenarios));
    assertThat(Set.copyOf(NOTICED_BY.values()), equalTo(Set.of(MergeDefect.values())));
  }
}
