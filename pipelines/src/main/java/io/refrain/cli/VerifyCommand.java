package io.refrain.cli;

import io.refrain.cli.verify.ScratchDirectory;
import io.refrain.cli.verify.TargetCopy;
import io.refrain.testkit.Idempotency;
import io.refrain.testkit.report.IdempotencyReport;
import io.refrain.testkit.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code refrain verify}: shows whether a command, as it stands, may be run again. */
@Command(
    name = "verify",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Shows whether a command may be run again, on a throw-away copy of its target.",
      "It runs the command in the ways production does sooner or later: twice, rows shuffled,"
          + " delivered twice, in other bundles, crashed and repeated, two at once, an older run last,"
          + " later, in another time zone and locale. After each it compares what is stored. That"
          + " takes some 40 runs, so give it a delivery of some thousand rows, not of millions.",
      "",
      "The target itself is only read, never written to: each way begins with a new, empty copy that has"
          + " its structure, not its rows. Of H2, SQLite and DuckDB the structure of the whole"
          + " database is copied, with its triggers, into memory or a file; of PostgreSQL,"
          + " MariaDB and MySQL the table, into a schema or database refrain_verify_... on its server,"
          + " without triggers, which may write anywhere, and foreign keys, which lock rows of other"
          + " tables; of Iceberg the table, into a local catalog; of Delta the first entry of a log. A"
          + " Parquet dataset begins empty. Other databases are refused. All of it is removed at the"
          + " end; what a killed process leaves, the next verify removes, and refrain repair.",
      ""
    },
    customSynopsis = {
      "refrain verify (upsert | replace | merge | aggregate)",
      "           [OPTION OF THAT COMMAND...] [--report=FILE] [--older=PATH]",
      "           [--only=SCENARIO] [--without=SCENARIO] [--seed=N]"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:No scenario made a difference. With --strict all of them were checked, too.",
      "1:Failed: a store or file could not be reached, or the command leaves nothing to compare.",
      "2:Bad usage: the command, its input or its target.",
      "3:More rows were rejected than allowed.",
      "4:Refused: the target does not fit, or no copy can be made of it.",
      "5:Not idempotent: a scenario made a difference, or with --strict could not be checked."
    },
    footer =
        "%nThe command's own --epoch is left aside (each run gets a number of its own), its --rejected"
            + " file is not written, and its --json prints the report as JSON.")
final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description =
          "The command and all of its options, as it would be run: see refrain help upsert.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write the report to this file as well: a page (.html), for machines (.json), or text.")
  private Path report;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SCENARIO",
      description = "Run these scenarios only: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.class)
  private List<String> only = List.of();

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "SCENARIO",
      description = "Leave these scenarios out.")
  private List<String> without = List.of();

  @Option(
      names = "--older",
      paramLabel = "PATH",
      description =
          "What the run before this one had to deliver, for the scenario in which it finishes after"
              + " a newer one: files as for --input, in the same format and with the same schema."
              + " Without it, an upsert or a merge takes its own rows in older versions (the first"
              + " column of --latestBy less by 1, a second or a day); where that cannot be done, and"
              + " for replaces, two thirds of its own rows. The report says which.")
  private String olderInput;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all that is left to chance. Default: 42.")
  private long seed = 42;

  @Option(names = "--strict", description = "Exit with 5 also if a scenario could not be checked.")
  private boolean strict;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** The scenarios' names as options have them. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(Arrays.stream(Scenario.values()).map(VerifyCommand::name).toList());
    }
  }

  @Override
  public Integer call() throws Exception {
    List<Scenario> chosen = scenarios("--only", only);
    List<Scenario> leftOut = scenarios("--without", without);
    checkReport();
    Verification verified;
    try {
      verified = Verification.of(words, spec.commandLine());
    } catch (CommandLine.ParameterException e) {
      return Failures.reportUsage(e);
    }
    try (ScratchDirectory scratch = ScratchDirectory.make();
        TargetCopy copy = verified.copy(scratch.path())) {
      Thread hook = new Thread(() -> remove(copy, scratch), "refrain-verify-cleanup");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        Idempotency check = check(verified, copy, scratch.path());
        if (!chosen.isEmpty()) {
          check.only(chosen.get(0), chosen.toArray(Scenario[]::new));
        }
        leftOut.forEach(scenario -> check.without(scenario, "--without says so"));
        return say(verified, check.check());
      } finally {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  /** When the process is told to end. */
  private static void remove(TargetCopy copy, ScratchDirectory scratch) {
    copy.close();
    scratch.close();
  }

  private Idempotency check(Verification verified, TargetCopy copy, Path scratch) throws Exception {
    Repeatable command = verified.command();
    OlderDelivery older = OlderDelivery.of(verified, olderInput);
    spec.commandLine()
        .getErr()
        .println(
            "refrain: verifying "
                + verified.name()
                + " on a throw-away copy of "
                + verified.shown()
                + ", in some 40 runs ...");
    copy.notes().forEach(note -> spec.commandLine().getErr().println("refrain: " + note + "."));
    Map<String, Object> aside = new HashMap<>();
    aside.put("--epoch", null);
    if (verified.text("--rejected") != null) {
      aside.put("--rejected", scratch.resolve("rejected.jsonl").toString());
    }
    verified.set(aside);
    copy.renew();
    Idempotency check =
        Idempotency.of(
                run -> {
                  verified.set(copy.options());
                  command.build(run.pipeline(), new KitRig(run, older));
                })
            .options(
                () -> Runners.options(command.running().runner, command.running().beamOptions()))
            .freshStore(copy::renew)
            .seed(seed)
            .without(Scenario.INTERVALS_REORDERED, "a command has one scope");
    copy.contents().forEach(check::storedContent);
    if (verified.isDelta()) {
      check.without(
          Scenario.OTHER_LOCALE,
          "Delta Kernel names files in the locale's digits, so that a run in one with others is"
              + " refused");
    }
    if (verified.value("--atLeastRows") instanceof Long atLeast && atLeast > 0) {
      check.without(Scenario.INTERVAL_EMPTIED, "--atLeastRows refuses a run without rows");
    }
    return command.replaces() ? check.replacing() : check.upserting();
  }

  private int say(Verification verified, IdempotencyReport found) throws IOException {
    boolean json = verified.isSet("--json");
    spec.commandLine().getOut().println((json ? found.toJson() : found.toText()).strip());
    if (report != null) {
      found.writeTo(report);
    }
    boolean isGood = strict ? found.isIdempotent() : found.showsNoDifference();
    return isGood ? ExitCode.DONE : ExitCode.DIFFERENT;
  }

  /** Before half a minute of work. */
  private void checkReport() {
    if (report == null) {
      return;
    }
    Path directory = report.toAbsolutePath().getParent();
    if (Files.isDirectory(report) || directory == null || !Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "--report="
              + report
              + " cannot be written: "
              + (Files.isDirectory(report) ? "it is a directory" : "there is no such directory")
              + ". Nothing was run.");
    }
  }

  private static List<Scenario> scenarios(String option, List<String> names) {
    List<Scenario> scenarios = new ArrayList<>();
    for (String name : names) {
      scenarios.add(
          Arrays.stream(Scenario.values())
              .filter(scenario -> name(scenario).equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Unknown scenario in "
                              + option
                              + ": '"
                              + name
                              + "'. Known: "
                              + Arrays.stream(Scenario.values())
                                  .map(VerifyCommand::name)
                                  .collect(Collectors.joining(", "))
                              + ". Nothing was run.")));
    }
    return scenarios;
  }

  private static String name(Scenario scenario) {
    return scenario.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
