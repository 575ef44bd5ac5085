package io.refrain.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a chain of exceptions in one sentence: the innermost, after the one around it that says
 * what was being done.
 */
final class FailureText {
  private static final int MAX_CAUSES = 50;

  private FailureText() {}

  static String of(Throwable failure) {
    List<String> texts = new ArrayList<>();
    Throwable root = failure;
    for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
      if (!isWrapper(root)) {
        texts.add(describe(root));
      }
      root = root.getCause();
    }
    String last = describe(root);
    for (int i = texts.size() - 1; i >= 0; i--) {
      String around = texts.get(i);
      if (!last.contains(around)) {
        boolean told = root.getMessage() != null && around.contains(root.getMessage().strip());
        return told || around.contains(last) ? around : around + ": " + last;
      }
    }
    return last;
  }

  /** Whether it says no more than its cause does, as what Beam and executors put around. */
  private static boolean isWrapper(Throwable t) {
    String message = t.getMessage();
    return message == null || message.equals(t.getCause().toString());
  }

  private static String describe(Throwable t) {
    if (t instanceof FileSystemException file && file.getReason() == null) {
      if (t instanceof NoSuchFileException) {
        return "there is no file " + file.getFile();
      } else if (t instanceof AccessDeniedException) {
        return "no permission for " + file.getFile();
      } else if (t instanceof FileAlreadyExistsException) {
        return file.getFile() + " is there already";
      }
    }
    String message = t.getMessage();
    // A class's name alone tells more than a message like "null" or "42".
    boolean bare = message == null || message.indexOf(' ') < 0;
    String text =
        bare ? t.getClass().getSimpleName() + (message == null ? "" : ": " + message) : message;
    return text.strip().replaceFirst("[.]+$", "");
  }
}
