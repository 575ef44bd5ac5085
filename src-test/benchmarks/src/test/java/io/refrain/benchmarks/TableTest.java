package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void ratiosAreOfTheMediansOfTheSameSize() {
    List<Result> results =
        List.of(
            new Result(1000, "refrain-flink", runs(4, 5, 30), 2_000_000),
            new Result(1000, "spark", runs(9, 10, 11), 3_000_000),
            new Result(9000, "spark", runs(90, 100, 110), 30_000_000));

    assertThat(
        Table.of(results),
        equalTo(
            """
            | rows | contender | wall s | from - to | CPU s | peak MB | output MB | wall / spark | CPU / spark |
            | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | 1,000 | refrain-flink | 5.0 | 4.0 - 30.0 | 10.0 | 500 | 2 | 0.50 | 0.50 |
            | 1,000 | spark | 10.0 | 9.0 - 11.0 | 20.0 | 500 | 3 | 1.00 | 1.00 |
            | 9,000 | spark | 100.0 | 90.0 - 110.0 | 200.0 | 500 | 30 | 1.00 | 1.00 |
            """));
  }

  @Test
  void aFailedRunHasNoFiguresAndNobodyIsComparedWithIt() {
    List<Result> results =
        List.of(
            new Result(1000, "refrain-flink", runs(5), 1),
            new Result(1000, "spark", List.of(new Measurement(3, 1, 2, 3)), 0));

    String table = Table.of(results);

    assertThat(table, containsString("| 1,000 | spark | failed: exit code 3 |"));
    assertThat(table, not(containsString("5.00")));
    assertThat(table, containsString("| 5.0 | 5.0 - 5.0 | 10.0 | 500 | 0 |  |  |"));
  }

  @Test
  void theMedianOfAnEvenNumberOfRoundsLiesBetweenTheMiddleTwo() {
    assertThat(new Result(1, "spark", runs(1, 2, 4, 100), 0).wallSeconds(), equalTo(3.0));
  }

  private static List<Measurement> runs(double... wallSeconds) {
    return java.util.Arrays.stream(wallSeconds)
        .mapToObj(wall -> new Measurement(0, wall, wall * 2, 500_000_000))
        .toList();
  }
}
