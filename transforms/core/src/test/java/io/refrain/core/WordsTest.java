package io.refrain.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.commit.CommitPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void countsAddUpAndAreReadBack() {
    Counts counts = Counts.of(Count.ROWS_IN, 3).with(Count.TIES, 1);
    Counts sum = counts.plus(Counts.of(Count.ROWS_IN, 4));
    assertThat(sum.get(Count.ROWS_IN), equalTo(7L));
    assertThat(sum.get(Count.TIES), equalTo(1L));
    assertThat(Counts.ofMap(sum.asMap()), equalTo(sum));
    assertThat(Counts.ofMap(Map.of("unheard_of", 5L)), equalTo(Counts.NONE));
    assertThat(Count.UNCHANGED.key(), equalTo("unchanged"));
    assertThat(Count.WRITTEN.key(), equalTo("written"));
    assertThat(Count.INSERTED.key(), equalTo("inserted"));
  }

  @Test
  void aTokenNeedsANameAndAnEpoch() {
    assertThat(
        message(() -> new RunToken(" ", ReplaceScope.present(), 1)),
        equalTo("A pipeline needs a name: it owns what it writes."));
    assertThat(
        message(() -> new RunToken("orders", ReplaceScope.present(), 0)),
        equalTo("An epoch must be positive, but is 0."));
    assertThat(
        new RunToken("orders", ReplaceScope.everything(), 5).toString(),
        equalTo("orders, everything, epoch 5"));
  }

  @Test
  void aNewEpochIsGreaterThanAnyKnown() {
    assertThat(RunToken.newEpoch(0), greaterThan(1_700_000_000_000_000L));
    assertThat(RunToken.newEpoch(Long.MAX_VALUE - 1), equalTo(Long.MAX_VALUE));
  }

  @Test
  void aPolicyHasNoNegativeBound() {
    assertThat(
        message(() -> new CommitPolicy(-1, false)),
        equalTo("atLeastRows must not be negative: -1"));
  }

  @Test
  void rejectedRowsSayWhereAndWhy() {
    RejectedRow row =
        new RejectedRow(RejectedRow.Code.NULL_KEY, "id", "the key is null", "{id=null}", 7);
    assertThat(row.toString(), equalTo("null_key in id: the key is null"));
    RefrainException e =
        new RefrainException(RefrainException.Kind.REJECTED_ROWS, "1 row:", List.of(row));
    assertThat(e.getMessage(), equalTo("1 row:\n  null_key in id: the key is null: {id=null}"));
    assertThat(e.rejected(), equalTo(List.of(row)));
    assertThat(
        new RejectedRow(RejectedRow.Code.MALFORMED_ROW, "", "too short", "", 0).toString(),
        equalTo("malformed_row: too short"));
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
