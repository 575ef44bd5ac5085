package io.refrain.cli;

import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.pipelines.input.InputException;
import io.refrain.pipelines.input.Origins;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, in a few lines, and chooses the exit code. */
final class Failures {

  /** A failed run whose rejected rows can be found in the input. */
  static final class RunFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Origins origins;

    RunFailed(Throwable cause, Origins origins) {
      super(cause);
      this.origins = origins;
    }
  }

  private Failures() {}

  /** What a command failed with. */
  static int report(Exception failure, CommandLine command) {
    Optional<RefrainException> refused = find(failure, RefrainException.class);
    Optional<InputException> input = find(failure, InputException.class);
    Optional<IllegalArgumentException> usage =
        failure instanceof RunFailed
            ? Optional.empty()
            : find(failure, IllegalArgumentException.class);
    if (refused.isPresent()) {
      say(command, withLines(refused.get(), failure));
      return ExitCode.of(refused.get().kind());
    } else if (input.isPresent()) {
      say(command, input.get().getMessage());
      return ExitCode.USAGE;
    } else if (usage.isPresent()) {
      return usage(command, usage.get().getMessage());
    }
    String text = FailureText.of(failure);
    say(command, "failed: " + text + ".");
    boolean known = text.contains("Nothing was ") || !(failure instanceof RunFailed);
    command.getErr().println((known ? "" : advice(command)) + "Details: REFRAIN_LOG_LEVEL=debug");
    if ("debug".equals(System.getenv("REFRAIN_LOG_LEVEL"))) {
      failure.printStackTrace(command.getErr());
    }
    return ExitCode.FAILURE;
  }

  /** What was wrong with the arguments of a command. */
  static int reportUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
      return usage(
          command,
          "Unknown command '"
              + unmatched.getUnmatched().get(0)
              + "'. Known: "
              + String.join(", ", command.getSubcommands().keySet())
              + ".");
    }
    if (e instanceof MutuallyExclusiveArgsException || isRepeatedScope(e)) {
      return usage(command, "Say one of --interval, --partitions and --scope, and say it once.");
    }
    return usage(command, e.getMessage().replaceFirst("^Error: ", ""));
  }

  /** An option of a group that is given twice makes a second group; only scopes are one. */
  private static boolean isRepeatedScope(ParameterException e) {
    return e instanceof MaxValuesExceededException
        && e.getMessage().contains("expected only one match");
  }

  private static int usage(CommandLine command, String message) {
    say(command, message);
    String help = command.getParent() == null ? "help" : "help " + command.getCommandName();
    command
        .getErr()
        .println(
            (message.contains("Nothing was ") ? "" : "Nothing was changed. ")
                + "For help: refrain "
                + help);
    return ExitCode.USAGE;
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println("refrain: " + OptionNames.in(message));
  }

  private static String advice(CommandLine command) {
    CommandLine.ParseResult given = command.getParseResult();
    if (given != null && given.hasMatchedOption("--plan")) {
      return "A plan changes nothing. ";
    }
    boolean inBatches =
        command.getCommandName().equals("upsert")
            && (given == null || !given.hasMatchedOption("--atomically"));
    return inBatches
        ? "Batches that were written stay. Run it again: what is stored already is left alone. "
        : "Unless it failed in its commit nothing was changed. Run it again: that is safe. ";
  }

  private static String withLines(RefrainException refused, Exception failure) {
    if (refused.rejected().isEmpty()) {
      return refused.getMessage();
    }
    Origins origins = failure instanceof RunFailed run ? run.origins : null;
    String firstLine = refused.getMessage().lines().findFirst().orElse("");
    StringBuilder out = new StringBuilder(firstLine);
    for (RejectedRow row : refused.rejected()) {
      String where = origins == null || row.origin() == 0 ? "" : origins.describe(row.origin());
      out.append(System.lineSeparator()).append("  ");
      out.append(where.isEmpty() ? "" : where + ": ").append(row).append(": ").append(row.row());
    }
    return out.toString();
  }

  private static <E extends Throwable> Optional<E> find(Throwable failure, Class<E> type) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
    }
    return Optional.empty();
  }
}
