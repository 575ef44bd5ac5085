package io.refrain.cli;

import io.refrain.pipelines.aggregate.Aggregation;
import io.refrain.pipelines.aggregate.Aggregation.Sum;
import java.util.List;
import picocli.CommandLine.Option;

/** What is computed of the rows. */
final class AggregateOptions {
  @Option(
      names = "--groupBy",
      required = true,
      split = ",",
      paramLabel = "COLUMN",
      description = "The columns to group by: each combination of their values is a row.")
  private List<String> groupBy;

  @Option(
      names = "--sum",
      split = ",",
      paramLabel = "COLUMN:NAME",
      description =
          "Sum this column of each group under this name (amount:revenue). Decimals and whole"
              + " numbers only.")
  private List<String> sums = List.of();

  @Option(
      names = "--count",
      paramLabel = "NAME",
      description = "Count the rows of each group under this name.")
  private String count;

  Aggregation aggregation() {
    return new Aggregation(groupBy, sums.stream().map(AggregateOptions::sum).toList(), count);
  }

  private static Sum sum(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1 || colon != text.lastIndexOf(':')) {
      throw new IllegalArgumentException(
          "Not a sum: '" + text + "'. Write a column and the sum's name: --sum=amount:revenue.");
    }
    return new Sum(text.substring(0, colon), text.substring(colon + 1));
  }
}
