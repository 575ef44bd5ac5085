package io.refrain.benchmarks.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What to measure.
 *
 * @param server the name of the database
 * @param rows how many orders
 * @param rounds how often everything runs; the median counts
 * @param warmUp rows of a round before, that is not counted
 * @param write the section of the README to write the tables into; empty to only print them
 */
record Settings(
    String server,
    long rows,
    int rounds,
    long warmUp,
    List<String> runners,
    List<String> contenders,
    Optional<String> write) {
  static final String USAGE =
      """
      --server=postgresql      or mariadb
      --rows=1000000           orders
      --rounds=3               runs of each contender; the median counts
      --warmUp=200000          rows of a round before that, not counted; 0 for none
      --runners=flink,direct
      --contenders=A,B         of: %s
      --write=SECTION          put the tables into this section of ../README.md
      """
          .formatted(String.join(", ", Contenders.NAMES));

  /**
   * @throws IllegalArgumentException if an argument is unknown, or its value not as it should be
   */
  static Settings parse(String... args) {
    Settings settings =
        new Settings(
            PostgresServer.NAME,
            1_000_000,
            3,
            200_000,
            List.of("flink", "direct"),
            Contenders.NAMES,
            Optional.empty());
    for (String arg : args) {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      settings = settings.with(name, arg.substring(equals + 1));
    }
    return settings;
  }

  private Settings with(String name, String value) {
    return switch (name) {
      case "--server" ->
          new Settings(known(value), rows, rounds, warmUp, runners, contenders, write);
      case "--rows" ->
          new Settings(server, number(value, 1), rounds, warmUp, runners, contenders, write);
      case "--rounds" ->
          new Settings(server, rows, (int) number(value, 1), warmUp, runners, contenders, write);
      case "--warmUp" ->
          new Settings(server, rows, rounds, number(value, 0), runners, contenders, write);
      case "--runners" ->
          new Settings(server, rows, rounds, warmUp, list(value), contenders, write);
      case "--contenders" ->
          new Settings(
              server,
              rows,
              rounds,
              warmUp,
              runners,
              list(value).stream().map(Contenders::known).toList(),
              write);
      case "--write" ->
          new Settings(server, rows, rounds, warmUp, runners, contenders, Optional.of(value));
      default -> throw new IllegalArgumentException("Unknown: " + name);
    };
  }

  private static String known(String server) {
    if (!List.of(PostgresServer.NAME, MariaDbServer.NAME).contains(server)) {
      throw new IllegalArgumentException("Unknown server '" + server + "'");
    }
    return server;
  }

  /** Starts the server. */
  Server start() throws IOException, SQLException {
    return server.equals(MariaDbServer.NAME) ? MariaDbServer.start() : PostgresServer.start();
  }

  private static List<String> list(String value) {
    return Arrays.asList(value.split(",", -1));
  }

  private static long number(String value, long least) {
    if (!value.matches("[0-9]{1,9}") || Long.parseLong(value) < least) {
      throw new IllegalArgumentException("Not a number of " + least + " or more: '" + value + "'");
    }
    return Long.parseLong(value);
  }
}
