package io.refrain.cli;

import io.refrain.core.RefrainException;
import io.refrain.core.RejectedRow;
import io.refrain.pipelines.input.InputException;
import io.refrain.pipelines.input.Origins;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

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

  static int report(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    Optional<RefrainException> refused = find(failure, RefrainException.class);
    Optional<InputException> input = find(failure, InputException.class);
    Optional<IllegalArgumentException> usage =
        failure instanceof RunFailed
            ? Optional.empty()
            : find(failure, IllegalArgumentException.class);
    if (refused.isPresent()) {
      err.println("refrain: " + withLines(refused.get(), failure));
      return ExitCode.of(refused.get().kind());
    } else if (input.isPresent()) {
      err.println("refrain: " + input.get().getMessage());
      return ExitCode.USAGE;
    } else if (usage.isPresent()) {
      err.println("refrain: " + usage.get().getMessage());
      err.println("Nothing was changed. For help: refrain help " + command.getCommandName());
      return ExitCode.USAGE;
    }
    Throwable root = rootOf(failure);
    err.println(
        "refrain: failed: "
            + (root.getMessage() == null ? root.toString() : root.getMessage())
            + " ("
            + root.getClass().getSimpleName()
            + ")");
    err.println(
        "A run that fails before its commit changes nothing; run it again. Details:"
            + " REFRAIN_LOG_LEVEL=debug");
    if ("debug".equals(System.getenv("REFRAIN_LOG_LEVEL"))) {
      failure.printStackTrace(err);
    }
    return ExitCode.FAILURE;
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

  private static Throwable rootOf(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable root = failure;
    while (root.getCause() != null && seen.add(root)) {
      root = root.getCause();
    }
    return root;
  }
}
