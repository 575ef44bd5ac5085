package io.refrain.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.refrain.jdbc.doctor.Diagnosis;
import io.refrain.jdbc.doctor.Finding;
import io.refrain.jdbc.doctor.Mode;
import io.refrain.jdbc.doctor.Safety;
import io.refrain.jdbc.doctor.TableDoctor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code refrain doctor}: what a database table is fit for. */
@Command(
    name = "doctor",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Says in which ways a database table can be written to again and again.",
      "For each way: safe, safe with a caveat, or unsafe; why, and what to do. Changes nothing.",
      ""
    },
    customSynopsis = {
      "refrain doctor --target=jdbc:URL --table=NAME --key=COLUMN",
      "           [--latestBy=COLUMN] [OPTION...]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Examined. With --for: it is safe, or safe with a caveat.",
      "1:Failed: the database could not be reached.",
      "2:Bad usage: the command or its target.",
      "4:There is no such table, or the database lets nobody in. With --for: it is unsafe."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int WIDTH = 100;

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

  @Option(
      names = "--key",
      required = true,
      split = ",",
      paramLabel = "COLUMN",
      description = "The columns that rows are to be told apart by.")
  private List<String> keys;

  @Option(
      names = "--latestBy",
      split = ",",
      paramLabel = "COLUMN",
      description = "The columns that are to say what is newer.")
  private List<String> versions = List.of();

  @Option(
      names = "--for",
      paramLabel = "MODE",
      description =
          "End with exit code 4 if this is unsafe: upsert, upsert-atomically, insert-only, replace,"
              + " replace-everything or delete.")
  private String forMode;

  @Mixin private LoginOptions login;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    Mode asked = forMode == null ? null : Mode.of(forMode);
    Diagnosis diagnosis =
        TableDoctor.of(login.connection(target), table)
            .byKey(keys.toArray(String[]::new))
            .latestBy(versions.toArray(String[]::new))
            .examine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(toJson(diagnosis));
    } else {
      print(diagnosis, out);
    }
    return asked != null && diagnosis.safety(asked) == Safety.UNSAFE
        ? ExitCode.CONFLICT
        : ExitCode.DONE;
  }

  private static void print(Diagnosis diagnosis, PrintWriter out) {
    out.println(diagnosis.table());
    for (Mode mode : Mode.values()) {
      String reasons =
          diagnosis.reasons(mode).stream()
              .map(f -> f.code().key())
              .distinct()
              .collect(Collectors.joining(", "));
      String line = "  %-19s %-9s %s";
      out.println(
          String.format(Locale.ROOT, line, mode.key(), word(diagnosis.safety(mode)), reasons)
              .stripTrailing());
    }
    for (Finding finding : diagnosis.findings()) {
      out.println();
      out.println(finding.code().key());
      wrapped(capital(finding.text()) + ".", out);
      if (!finding.remedy().isEmpty()) {
        wrapped(finding.remedy() + ".", out);
      }
    }
    if (diagnosis.findings().isEmpty()) {
      out.println();
      out.println("Nothing stands in the way.");
    }
  }

  private static void wrapped(String text, PrintWriter out) {
    StringBuilder line = new StringBuilder(" ");
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH && line.length() > 1) {
        out.println(line);
        line = new StringBuilder(" ");
      }
      line.append(' ').append(word);
    }
    out.println(line);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String word(Safety safety) {
    return safety.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode toJson(Diagnosis diagnosis) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("table", diagnosis.table());
    ObjectNode modes = root.putObject("modes");
    for (Mode mode : Mode.values()) {
      modes.put(mode.key(), word(diagnosis.safety(mode)));
    }
    ArrayNode findings = root.putArray("findings");
    for (Finding finding : diagnosis.findings()) {
      ObjectNode node = findings.addObject();
      node.put("code", finding.code().key());
      node.put("text", finding.text());
      node.put("remedy", finding.remedy());
      ObjectNode effects = node.putObject("effects");
      for (Mode mode : Mode.values()) {
        if (finding.effect(mode) != Safety.SAFE) {
          effects.put(mode.key(), word(finding.effect(mode)));
        }
      }
    }
    return root;
  }
}
