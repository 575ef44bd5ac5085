package io.refrain.jdbc.upsert;

import static io.refrain.core.upsert.UpsertDecision.INSERT;
import static io.refrain.core.upsert.UpsertDecision.UNCHANGED;
import static io.refrain.core.upsert.UpsertDecision.UPDATE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.refrain.core.upsert.UpsertDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpectationTest {
  private final Expectation expectation = new Expectation();

  private void seen(int times, UpsertDecision... decisions) {
    for (int i = 0; i < times; i++) {
      expectation.seen(List.of(decisions));
    }
  }

  @Test
  void nothingIsExpectedAtFirst() {
    assertThat(expectation.isOf(INSERT), is(false));
    seen(1, INSERT, INSERT);
    assertThat(expectation.isOf(INSERT), is(false));
  }

  @Test
  void twoBatchesThatAreAlikeMakeAnExpectation() {
    seen(2, UPDATE);

    assertThat(expectation.isOf(UPDATE), is(true));
    assertThat(expectation.isOf(INSERT), is(false));
  }

  @Test
  void aMixedOrAnEmptyBatchEndsIt() {
    seen(2, INSERT);
    seen(1, INSERT, UNCHANGED);
    assertThat(expectation.isOf(INSERT), is(false));

    seen(2, INSERT);
    seen(1);
    assertThat(expectation.isOf(INSERT), is(false));
  }

  @Test
  void eachWrongGuessDoublesWhatIsNeeded() {
    seen(2, INSERT);
    expectation.failed();
    seen(3, INSERT);
    assertThat(expectation.isOf(INSERT), is(false));
    seen(1, INSERT);
    assertThat(expectation.isOf(INSERT), is(true));
    for (int i = 0; i < 40; i++) {
      expectation.failed();
    }
    seen(1 << 10, INSERT);
    assertThat(expectation.isOf(INSERT), is(true));
  }
}
