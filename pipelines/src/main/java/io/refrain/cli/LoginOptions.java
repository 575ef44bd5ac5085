package io.refrain.cli;

import io.refrain.jdbc.JdbcConnection;
import picocli.CommandLine.Option;

/** Who connects to a database, and where the password is. */
final class LoginOptions {
  @Option(names = "--user", paramLabel = "NAME", description = "The database user.")
  private String user;

  @Option(
      names = "--passwordEnv",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the password.")
  private String passwordEnv;

  @Option(
      names = "--passwordFile",
      paramLabel = "PATH",
      description = "The file whose first line is the password.")
  private String passwordFile;

  boolean given() {
    return user != null || passwordEnv != null || passwordFile != null;
  }

  /** The database that {@code --target} says. */
  JdbcConnection connection(String target) {
    if (!target.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "Unknown target '" + target + "'. Known: JDBC URLs, as in jdbc:postgresql://host/db.");
    }
    JdbcConnection connection = JdbcConnection.of(target);
    connection = user == null ? connection : connection.user(user);
    connection = passwordEnv == null ? connection : connection.passwordFromEnv(passwordEnv);
    return passwordFile == null ? connection : connection.passwordFromFile(passwordFile);
  }
}
