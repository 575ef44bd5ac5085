package io.refrain.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    out.flush();
    err.flush();
    System.exit(code);
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
