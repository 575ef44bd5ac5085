package io.refrain.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs several commands one after another in one process, with {@code --then} between them: what
 * the launcher does once, to archive the classes that commands need to start.
 */
public final class Rehearsal {
  private static final String THEN = "--then";

  private Rehearsal() {}

  /** Ends with the code of the first command that fails. */
  public static void main(String[] args) {
    Main.exit((out, err) -> run(out, err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    List<String> command = new ArrayList<>();
    for (String arg : args) {
      if (!arg.equals(THEN)) {
        command.add(arg);
        continue;
      }
      int code = Main.run(out, err, command.toArray(String[]::new));
      if (code != ExitCode.DONE) {
        return code;
      }
      command.clear();
    }
    return Main.run(out, err, command.toArray(String[]::new));
  }
}
