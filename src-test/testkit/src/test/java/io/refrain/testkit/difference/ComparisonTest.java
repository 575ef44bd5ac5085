package io.refrain.testkit.difference;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.refrain.testkit.stored.StoredRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final Comparison BY_LIKENESS = new Comparison(List.of());

  private static StoredRow row(Object id, Object a, Object b) {
    return StoredRow.of("id", id, "a", a, "b", b);
  }

  @Test
  void theOrderOfRowsIsNoDifference() {
    Difference none =
        BY_LIKENESS.between(
            List.of(row(1, "x", "y"), row(2, "x", "y")),
            List.of(row(2, "x", "y"), row(1, "x", "y")));
    assertThat(none.isNone(), is(true));
    assertThat(none.summary(), is("no difference"));
  }

  @Test
  void aCopyIsTooMany() {
    Difference difference =
        BY_LIKENESS.between(List.of(row(1, "x", "y")), Collections.nCopies(3, row(1, "x", "y")));
    assertThat(difference.added(), is(Collections.nCopies(2, row(1, "x", "y"))));
    assertThat(difference.addsOnlyCopies(), is(true));
    assertThat(difference.summary(), is("2 rows too many"));
  }

  @Test
  void aRowThatIsOneCopyShortIsMissing() {
    Difference difference =
        BY_LIKENESS.between(Collections.nCopies(2, row(1, "x", "y")), List.of(row(1, "x", "y")));
    assertThat(difference.missing(), contains(row(1, "x", "y")));
    assertThat(difference.summary(), is("1 row missing"));
  }

  @Test
  void rowsAreChangedIfMostColumnsAreEqual() {
    Difference difference =
        BY_LIKENESS.between(
            List.of(row(1, "x", "y"), row(2, "p", "q")),
            List.of(row(2, "p", "r"), row(1, "x", "z")));
    assertThat(
        difference.changed(),
        contains(
            new ChangedRow(row(1, "x", "y"), row(1, "x", "z")),
            new ChangedRow(row(2, "p", "q"), row(2, "p", "r"))));
    assertThat(difference.changed().get(0).columns(), contains("b"));
    assertThat(difference.summary(), is("2 rows changed"));
  }

  @Test
  void rowsThatHaveLittleInCommonAreOneMissingAndOneTooMany() {
    Difference difference =
        BY_LIKENESS.between(List.of(row(1, "x", "y")), List.of(row(1, "p", "q")));
    assertThat(difference.changed(), is(empty()));
    assertThat(difference.summary(), is("1 row too many, 1 missing"));
  }

  @Test
  void aKeyPairsRowsThatHaveNothingElseInCommon() {
    Difference difference =
        new Comparison(List.of("id"))
            .between(List.of(row(1, "x", "y"), row(2, "x", "y")), List.of(row(1, "p", "q")));
    assertThat(difference.changed(), contains(new ChangedRow(row(1, "x", "y"), row(1, "p", "q"))));
    assertThat(difference.missing(), contains(row(2, "x", "y")));
  }

  @Test
  void aNullIsNotTheTextNullAndNotAMissingColumn() {
    ChangedRow text = new ChangedRow(row(1, "x", null), row(1, "x", "null"));
    assertThat(text.columns(), contains("b"));
    ChangedRow absent = new ChangedRow(row(1, "x", null), StoredRow.of("id", 1, "a", "x"));
    assertThat(absent.columns(), contains("b"));
  }

  @Test
  void equalRowsOfTwoStoresAreTwoRows() {
    Difference difference =
        BY_LIKENESS.between(
            List.of(row(1, "x", "y").in("orders")), List.of(row(1, "x", "y").in("archive")));
    assertThat(difference.summary(), is("1 row too many, 1 missing"));
  }

  /** However rows are paired, none is lost and none is made up. */
  @Property(tries = 300)
  void everyRowIsAccountedFor(
      @ForAll @Size(max = 12) List<@IntRange(max = 3) Integer> expected,
      @ForAll @Size(max = 12) List<@IntRange(max = 3) Integer> actual,
      @ForAll long seed) {
    List<StoredRow> before = expected.stream().map(i -> row(i / 2, i % 2, "same")).toList();
    List<StoredRow> now =
        new ArrayList<>(actual.stream().map(i -> row(i / 2, i % 2, "same")).toList());
    Collections.shuffle(now, new Random(seed));
    Difference difference = BY_LIKENESS.between(before, now);
    List<StoredRow> rebuilt = new ArrayList<>(before);
    difference.missing().forEach(row -> assertThat(rebuilt.remove(row), is(true)));
    difference.changed().forEach(row -> assertThat(rebuilt.remove(row.expected()), is(true)));
    difference.changed().forEach(row -> rebuilt.add(row.actual()));
    rebuilt.addAll(difference.added());
    assertThat(BY_LIKENESS.between(rebuilt, now).isNone(), is(true));
    assertThat(
        difference.isNone(),
        is(before.size() == now.size() && BY_LIKENESS.between(now, before).isNone()));
  }
}
