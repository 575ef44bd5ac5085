package io.refrain.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.jdbc.dedup.DedupReceipt;
import io.refrain.jdbc.dedup.DedupReceipt.Example;
import io.refrain.jdbc.dedup.TableDedup;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
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
      "Removes the duplicates that are stored in a database table already.",
      "Of each key the newest row stays; all of it happens in one transaction. See what would go with"
          + " --plan first. Run it again: it finds nothing more.",
      ""
    },
    customSynopsis = {
      "refrain dedup --target=jdbc:URL --table=NAME --key=COLUMN",
      "           --latestBy=COLUMN [--plan] [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done, or there was nothing to remove.",
      "1:Failed: the database could not be reached, or its last answer was lost.",
      "2:Bad usage: the command or its target. Nothing was changed.",
      "4:Refused: deleting would reach further, or others are writing. Nothing was changed."
    })
final class DedupCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(
      names = "--target",
      required = true,
      paramLabel = "jdbc:URL",
      description = "The database: jdbc:postgresql://host/db, jdbc:h2:file:/data/shop.")
  private String target;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "NAME",
      description = "The table, with its schema if it needs one (sales.orders).")
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

  @Mixin private LoginOptions login;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
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
    return ExitCode.DONE;
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
