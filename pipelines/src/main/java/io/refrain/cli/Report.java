package io.refrain.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.MergeReceipt;
import io.refrain.core.MergeWork;
import io.refrain.core.Receipt;
import io.refrain.core.RunToken;
import io.refrain.core.json.MergeReceiptJson;
import io.refrain.core.json.ReceiptJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/**
 * What a run says: one table, or one JSON object, on standard output; the rest on standard error.
 */
final class Report {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<Count> REPLACE =
      List.of(
          Count.ROWS_IN, Count.COLLAPSED, Count.TIES, Count.WRITTEN, Count.DELETED, Count.REJECTED);
  private static final List<Count> UPSERT =
      List.of(
          Count.ROWS_IN,
          Count.COLLAPSED,
          Count.TIES,
          Count.INSERTED,
          Count.UPDATED,
          Count.UNCHANGED,
          Count.STALE,
          Count.DELETED,
          Count.REJECTED);

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final long startNanos = System.nanoTime();

  Report(CommandLine command, boolean json) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.json = json;
  }

  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  void progress(String line) {
    err.println(line);
  }

  /** The receipt of a replace. */
  void receipt(Receipt receipt, String target, String what) {
    if (json) {
      ObjectNode node = parse(ReceiptJson.write(receipt));
      finish(node, target, what);
      return;
    }
    heading(target, what);
    counts(receipt.counts(), REPLACE);
    line("partitions", String.format(Locale.ROOT, "%,d", receipt.partitions()));
    line("checksum", receipt.checksum().toString());
    line("epoch", Long.toString(receipt.token().epoch()));
    line("duration", duration());
  }

  /**
   * What a replace would do.
   *
   * @param stored how many rows the target holds
   */
  void plan(Counts counts, long stored, String target, String what) {
    long leftAlone = Math.max(0, stored - counts.get(Count.DELETED));
    String outcome = what + "; this is a plan, nothing was changed";
    if (json) {
      ObjectNode node = MAPPER.createObjectNode();
      ObjectNode values = node.putObject("counts");
      counts.asMap().forEach(values::put);
      node.put("left_alone", leftAlone);
      finish(node, target, outcome);
      return;
    }
    heading(target, outcome);
    counts(counts, REPLACE);
    line("left alone", String.format(Locale.ROOT, "%,d", leftAlone));
    line("duration", duration());
  }

  /** A replace whose receipt a newer run took away before it could be shown. */
  void overtaken(RunToken token, String target) {
    String what = "replaced " + token.scope() + ", and a newer run replaced it since";
    if (json) {
      finish(parse(ReceiptJson.writeToken(token)), target, what);
      return;
    }
    heading(target, what);
    line("epoch", Long.toString(token.epoch()));
    line("duration", duration());
  }

  /** The counts of a table that was rid of duplicates. */
  void deduplicated(Counts counts, String target, String what) {
    counts(counts, target, what, List.of(Count.DELETED, Count.TIES));
  }

  /** The counts of an upsert. */
  void counts(Counts counts, String target, String what) {
    counts(counts, target, what, UPSERT);
  }

  private void counts(Counts counts, String target, String what, List<Count> shown) {
    if (json) {
      ObjectNode node = MAPPER.createObjectNode();
      ObjectNode values = node.putObject("counts");
      counts.asMap().forEach(values::put);
      finish(node, target, what);
      return;
    }
    heading(target, what);
    counts(counts, shown);
    line("duration", duration());
  }

  /** The receipt of a merge. */
  void merged(MergeReceipt receipt, String target, String what) {
    if (json) {
      finish(parse(MergeReceiptJson.write(receipt)), target, what);
      return;
    }
    heading(target, what);
    counts(receipt.counts(), UPSERT);
    MergeWork work = receipt.work();
    read(work);
    line(
        "added",
        String.format(Locale.ROOT, "%,d (%,d bytes)", work.filesAdded(), work.bytesAdded()));
    line("epoch", Long.toString(receipt.token().epoch()));
    line("duration", duration());
  }

  /** A merge that committed nothing: what it found, and what that took. */
  void unmerged(Counts counts, MergeWork work, String target, String what) {
    if (json) {
      ObjectNode node = MAPPER.createObjectNode();
      ObjectNode values = node.putObject("counts");
      counts.asMap().forEach(values::put);
      ObjectNode cost = node.putObject("work");
      cost.put("files_read", work.filesRead());
      cost.put("bytes_read", work.bytesRead());
      cost.put("files_rewritten", work.filesRewritten());
      finish(node, target, what);
      return;
    }
    heading(target, what);
    counts(counts, UPSERT);
    read(work);
    line("duration", duration());
  }

  private void read(MergeWork work) {
    line(
        "files read",
        String.format(Locale.ROOT, "%,d (%,d bytes)", work.filesRead(), work.bytesRead()));
    line("rewritten", String.format(Locale.ROOT, "%,d", work.filesRewritten()));
  }

  private void finish(ObjectNode node, String target, String what) {
    node.put("target", target);
    node.put("outcome", what);
    node.put("duration_ms", Math.round(seconds() * 1000));
    out.println(node);
  }

  private void heading(String target, String what) {
    out.println(target + ": " + what);
  }

  private void counts(Counts counts, List<Count> shown) {
    for (Count count : shown) {
      line(count.key().replace('_', ' '), String.format(Locale.ROOT, "%,d", counts.get(count)));
    }
  }

  private void line(String label, String value) {
    out.println(String.format(Locale.ROOT, "  %-11s %s", label, value));
  }

  private String duration() {
    return String.format(Locale.ROOT, "%.1f s", seconds());
  }

  private static ObjectNode parse(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
