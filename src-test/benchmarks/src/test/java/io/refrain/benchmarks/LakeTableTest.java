package io.refrain.benchmarks;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import org.junit.jupiter.api.Test;

class LakeTableTest {

  @Test
  void eachIsComparedWithSparkOfItsFormatPhaseAndSize() {
    List<LakeResult> results =
        List.of(
            result(LakePhase.REDELIVERY, 1000, "delta-refrain", 5, "10"),
            result(LakePhase.REDELIVERY, 1000, "delta-spark", 10, ""),
            result(LakePhase.REDELIVERY, 1000, "iceberg-refrain", 4, "10"),
            result(LakePhase.AGAIN, 1000, "delta-spark", 50, ""),
            result(LakePhase.REDELIVERY, 9000, "delta-spark", 90, ""));

    assertThat(
        LakeTable.of(results),
        equalTo(
            """
            | rows | phase | contender | wall s | CPU s | peak MB | files read | MB read | files written | MB written | wall / spark | CPU / spark |
            | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | 1,000 | merge 5 % | delta-refrain | 5.0 | 10.0 | 500 | 10 | 1.5 | 3 | 2.5 | 0.50 | 0.50 |
            | 1,000 | merge 5 % | delta-spark | 10.0 | 20.0 | 500 |  |  | 3 | 2.5 | 1.00 | 1.00 |
            | 1,000 | merge 5 % | iceberg-refrain | 4.0 | 8.0 | 500 | 10 | 1.5 | 3 | 2.5 |  |  |
            | 1,000 | merge again | delta-spark | 50.0 | 100.0 | 500 |  |  | 3 | 2.5 | 1.00 | 1.00 |
            | 9,000 | merge 5 % | delta-spark | 90.0 | 180.0 | 500 |  |  | 3 | 2.5 | 1.00 | 1.00 |
            """));
  }

  private static LakeResult result(
      LakePhase phase, long rows, String contender, double wall, String read) {
    Measurement run = new Measurement(0, wall, wall * 2, 500_000_000);
    Result result = new Result(rows, contender, List.of(run), 2_500_000);
    return new LakeResult(phase, result, 3, read, read.isEmpty() ? -1 : 1_500_000);
  }
}
