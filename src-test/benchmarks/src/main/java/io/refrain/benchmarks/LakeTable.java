package io.refrain.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Results on lake tables as a Markdown table, each with its ratio to Spark with the same format.
 */
final class LakeTable {
  private static final double MEGABYTE = 1e6;

  private LakeTable() {}

  static String of(List<LakeResult> results) {
    StringBuilder table = new StringBuilder();
    table.append(
        Table.line(
            List.of(
                "rows",
                "phase",
                "contender",
                "wall s",
                "CPU s",
                "peak MB",
                "files read",
                "MB read",
                "files written",
                "MB written",
                "wall / spark",
                "CPU / spark")));
    table.append("| ---: | --- | --- |").append(" ---: |".repeat(9)).append('\n');
    for (LakeResult result : results) {
      table.append(Table.line(cells(result, peerOf(result, results))));
    }
    return table.toString();
  }

  private static Optional<Result> peerOf(LakeResult result, List<LakeResult> results) {
    String peer = LakeContenders.peer(result.result().contender());
    return results.stream()
        .filter(r -> r.phase() == result.phase())
        .map(LakeResult::result)
        .filter(r -> r.rows() == result.result().rows() && r.contender().equals(peer))
        .findFirst();
  }

  private static List<String> cells(LakeResult lake, Optional<Result> peer) {
    Result result = lake.result();
    return List.of(
        String.format(Locale.ROOT, "%,d", result.rows()),
        lake.phase().shown(),
        result.contender(),
        Table.number(result.wallSeconds()),
        Table.number(result.cpuSeconds()),
        String.format(Locale.ROOT, "%.0f", result.peakBytes() / MEGABYTE),
        lake.read(),
        lake.bytesRead() < 0 ? "" : Table.number(lake.bytesRead() / MEGABYTE),
        Integer.toString(lake.filesWritten()),
        Table.number(result.outputBytes() / MEGABYTE),
        peer.map(p -> Table.ratio(result.wallSeconds(), p.wallSeconds())).orElse(""),
        peer.map(p -> Table.ratio(result.cpuSeconds(), p.cpuSeconds())).orElse(""));
  }
}
