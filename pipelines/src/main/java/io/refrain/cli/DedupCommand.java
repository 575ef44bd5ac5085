package io.refrain.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.core.Count;
import io.refrain.core.Counts;
import io.refrain.core.merge.DedupTable;
import io.refrain.core.store.MergeTarget;
import io.refrain.delta.DeltaTable;
import io.refrain.jdbc.dedup.DedupReceipt;
import io.refrain.jdbc.dedup.DedupReceipt.Example;
import io.refrain.jdbc.dedup.TableDedup;
import io.refrain.pipelines.input.Origins;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code refrain dedup}: one row for each key in a table that has several. */
@Command(
    name = "dedup",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Removes the duplicates that are stored in a table already.",
      "Of each key the newest row stays; all of it happens in one transaction of a database, or one"
          + " commit to a lake table. See what would go with --plan first. Run it again: it finds"
          + " nothing more.",
      ""
    },
    customSynopsis = {
      "refrain dedup --target=jdbc:URL|iceberg:TABLE|delta:DIR",
      "           --key=COLUMN --latestBy=COLUMN [--table=NAME] [--plan]",
      "           [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done, or there was nothing to remove.",
      "1:Failed: the store could not be reached, or its last answer was lost.",
      "2:Bad usage: the command or its target. Nothing was changed.",
      "4:Refused: deleting would reach further, or others are writing. Nothing was changed."
    })
final class DedupCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "TARGET",
      description =
          "The database (jdbc:postgresql://host/db), or the lake table"
              + " (iceberg:CATALOG.NAMESPACE.TABLE, delta:DIR).")
  private String target;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table of the database, with its schema if it needs one (sales.orders).")
  private String table;

  @Mixin private KeyOptions key;

  @Option(names = "--plan", description = "Show what would go and what would stay; change nothing.")
  private boolean plan;

  @Option(
      names = "--allowSideEffects",
      description =
          "Delete rows even where foreign keys or triggers then change other tables; --plan lists"
              + " them.")
  private boolean allowSideEffects;

  @Option(
      names = "--softDelete",
      paramLabel = "COLUMN",
      description =
          "Of a lake table: the column that flags deleted rows; of one version the deleted one"
              + " stays.")
  private String softDelete;

  @Option(
      names = "--runner",
      paramLabel = "direct|flink",
      description = "Of a lake table: where it runs. Default: direct.")
  private String runner;

  @Mixin private CatalogOptions catalog;

  @Mixin private LoginOptions login;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    TargetName name = TargetName.parse(target);
    switch (name.scheme()) {
      case ICEBERG -> ofLake(catalog.table(name.rest()));
      case DELTA -> ofLake(DeltaTable.at(name.rest()));
      case JDBC -> ofDatabase();
      case PARQUET ->
          throw new IllegalArgumentException(
              "A dataset is not rid of duplicates, but replaced: refrain replace keeps one row of each"
                  + " key.");
    }
    return ExitCode.DONE;
  }

  private void ofLake(MergeTarget table) {
    if (this.table != null || allowSideEffects || login.given()) {
      throw new IllegalArgumentException(
          "--table, --allowSideEffects and the options of a database user are of use with"
              + " --target=jdbc:URL only.");
    }
    DedupTable found =
        DedupTable.of(table)
            .byKey(key.keys.toArray(String[]::new))
            .latestBy(key.versions.toArray(String[]::new))
            .pipelineName("dedup");
    found = softDelete == null ? found : found.softDelete(softDelete);
    DedupTable dedup = plan ? found.planOnly() : found;
    Report report = new Report(spec.commandLine(), json);
    Counts counts =
        Launch.counts(
            Launch.run(
                "dedup",
                Runners.options(runner, List.of()),
                Origins.of(List.of()),
                pipeline -> pipeline.apply("Dedup", dedup),
                report));
    String outcome =
        counts.get(Count.DELETED) == 0
            ? "no duplicates"
            : plan ? "plan, nothing was changed" : "duplicates removed";
    report.deduplicated(counts, target, outcome);
  }

  private void ofDatabase() {
    if (table == null) {
      throw new IllegalArgumentException("Which table of the database? Name it: --table=orders.");
    }
    if (softDelete != null || runner != null || catalog.given()) {
      throw new IllegalArgumentException(
          "--softDelete, --runner and --catalog are of use with iceberg: and delta: targets only.");
    }
    TableDedup dedup =
        TableDedup.of(login.connection(target), table)
            .byKey(key.keys.toArray(String[]::new))
            .latestBy(key.versions.toArray(String[]::new));
    dedup = allowSideEffects ? dedup.allowSideEffects() : dedup;
    DedupReceipt receipt = plan ? dedup.plan() : dedup.run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(receipt));
    } else {
      print(receipt, out);
    }
  }

  private static String outcome(DedupReceipt receipt) {
    if (receipt.keys() == 0) {
      return "no duplicates";
    }
    return receipt.planned() ? "plan, nothing was changed" : "duplicates removed";
  }

  private static Map<String, Long> counts(DedupReceipt receipt) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("keys", receipt.keys());
    counts.put("deleted", receipt.deleted());
    counts.put("identical", receipt.identical());
    counts.put("ties", receipt.ties());
    counts.put("null_keys", receipt.nullKeys());
    return counts;
  }

  private static void print(DedupReceipt receipt, PrintWriter out) {
    out.println(receipt.target() + ": " + outcome(receipt));
    counts(receipt)
        .forEach(
            (name, count) ->
                out.println(
                    String.format(Locale.ROOT, "  %-11s %,d", name.replace('_', ' '), count)));
    out.println(String.format(Locale.ROOT, "  %-11s %s", "checksum", receipt.checksum()));
    receipt.sideEffects().forEach(effect -> out.println("  beyond this table: " + effect));
    if (receipt.planned()) {
      receipt.examples().forEach(example -> print(example, out));
      long more = receipt.keys() - receipt.examples().size();
      if (more > 0) {
        out.println(String.format(Locale.ROOT, "and %,d more keys", more));
      }
    }
  }

  private static void print(Example example, PrintWriter out) {
    out.println("keep   " + example.kept());
    example.deleted().forEach(row -> out.println("delete " + row));
    long more = example.rows() - 1 - example.deleted().size();
    if (more > 0) {
      out.println(String.format(Locale.ROOT, "delete %,d more", more));
    }
  }

  private static ObjectNode toJson(DedupReceipt receipt) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode counts = root.putObject("counts");
    counts(receipt).forEach(counts::put);
    root.put("checksum", receipt.checksum().toString());
    root.put("target", receipt.target());
    root.put("planned", receipt.planned());
    root.put("outcome", outcome(receipt));
    receipt.sideEffects().forEach(root.putArray("side_effects")::add);
    var examples = root.putArray("examples");
    for (Example example : receipt.examples()) {
      ObjectNode node = examples.addObject();
      node.put("kept", example.kept());
      node.put("rows", example.rows());
      example.deleted().forEach(node.putArray("deleted")::add);
    }
    return root;
  }
}
