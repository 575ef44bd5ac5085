package io.refrain.benchmarks.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** CPU seconds of a server's processes, as Linux counts them: see proc(5), stat. */
final class ProcessTimes {
  // Fields, counted from the state: parent, user and system time, those of children.
  private static final int PARENT = 1;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int CHILD_USER_TICKS = 13;
  private static final int CHILD_SYSTEM_TICKS = 14;
  private static final double TICKS_PER_SECOND = 100;

  private ProcessTimes() {}

  static String parent(String process) throws IOException {
    return stat(Path.of("/proc", process))[PARENT];
  }

  static double ofOne(String process) throws IOException {
    String[] stat = stat(Path.of("/proc", process));
    return (Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS]))
        / TICKS_PER_SECOND;
  }

  /** Of the children of a process, those that have ended included. */
  static double ofChildren(String parent) throws IOException {
    long ticks = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        ticks += ticks(process, parent);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  // Those of processes that have ended are the parent's, as of children waited for.
  private static long ticks(Path process, String parent) throws IOException {
    try {
      String[] stat = stat(process);
      if (process.getFileName().toString().equals(parent)) {
        return Long.parseLong(stat[CHILD_USER_TICKS]) + Long.parseLong(stat[CHILD_SYSTEM_TICKS]);
      }
      return stat[PARENT].equals(parent)
          ? Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS])
          : 0;
    } catch (NoSuchFileException e) {
      return 0; // It has just ended.
    }
  }

  private static String[] stat(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"), StandardCharsets.UTF_8);
    return stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
  }
}
