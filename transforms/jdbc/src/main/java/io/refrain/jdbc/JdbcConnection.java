package io.refrain.jdbc;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How workers reach a database.
 *
 * <p>Passwords come from an environment variable or a file, which every worker reads for itself
 * when it connects: they are never part of the pipeline, of a message or of display data. A URL
 * with a password in it is refused.
 *
 * <p>Each worker process holds one pool of connections per database, shared by its threads.
 * Borrowing a connection, and every statement, has a time limit.
 *
 * <p>Source of the URL's syntax: the manual of the database's JDBC driver, which has to be on the
 * workers' class path.
 *
 * <pre>{@code
 * JdbcConnection.of("jdbc:postgresql://db.example.com/shop").user("loader").passwordFromEnv("PGPASSWORD")
 * }</pre>
 */
public final class JdbcConnection implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern PASSWORD =
      Pattern.compile("[?&;:](ssl)?(password|pwd)=|//[^/@]*:[^/@]*@", Pattern.CASE_INSENSITIVE);

  private final String url;
  private final Secret user;
  private final Secret password;
  private final Limits limits;
  private final Through through;

  /**
   * Sees every connection before it is used, as a test kit does that lets commits fail. Connections
   * share a pool if this is equal as well.
   */
  public interface Through extends Serializable {
    /** The connection to use: one that is borrowed from the pool now, or one around it. */
    Connection open(Lender pool) throws SQLException;
  }

  /** Lends a connection. */
  @FunctionalInterface
  public interface Lender {
    /** One connection; asked once. In some databases its transaction has begun, with its locks. */
    Connection lend() throws SQLException;
  }

  /** The limits of a worker's pool. */
  public record Limits(int maxConnections, Duration borrowTimeout, Duration statementTimeout)
      implements Serializable {}

  private JdbcConnection(String url, Secret user, Secret password, Limits limits, Through through) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.limits = limits;
    this.through = through;
  }

  /**
   * A database by its URL.
   *
   * @param url a JDBC URL, without a password
   * @throws IllegalArgumentException if it is no JDBC URL, or holds a password
   */
  public static JdbcConnection of(String url) {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "A JDBC URL begins with 'jdbc:', as in jdbc:postgresql://host/database. This one does not: "
              + shown(url));
    }
    if (PASSWORD.matcher(url).find()) {
      throw new IllegalArgumentException(
          "The URL "
              + shown(url)
              + " holds a password. Take it out, and say where workers find it: passwordFromEnv or"
              + " passwordFromFile.");
    }
    return new JdbcConnection(
        url, null, null, new Limits(8, Duration.ofSeconds(30), Duration.ofMinutes(5)), null);
  }

  /** The user's name. */
  public JdbcConnection user(String name) {
    return new JdbcConnection(
        url, new Secret(Secret.Source.LITERAL, name), password, limits, through);
  }

  /** The environment variable that holds the user's name on the workers. */
  public JdbcConnection userFromEnv(String variable) {
    return new JdbcConnection(
        url, new Secret(Secret.Source.ENVIRONMENT, variable), password, limits, through);
  }

  /** The environment variable that holds the password on the workers. */
  public JdbcConnection passwordFromEnv(String variable) {
    return new JdbcConnection(
        url, user, new Secret(Secret.Source.ENVIRONMENT, variable), limits, through);
  }

  /** The file that holds the password on the workers; blanks around it are not part of it. */
  public JdbcConnection passwordFromFile(String path) {
    return new JdbcConnection(url, user, new Secret(Secret.Source.FILE, path), limits, through);
  }

  /** The most connections of one worker process; 8 unless set. */
  public JdbcConnection maxConnections(int connections) {
    if (connections < 1) {
      throw new IllegalArgumentException(
          "maxConnections must be at least 1, but is " + connections + ".");
    }
    return withLimits(new Limits(connections, limits.borrowTimeout(), limits.statementTimeout()));
  }

  /** How long to wait for a connection; 30 seconds unless set. */
  public JdbcConnection borrowTimeout(Duration timeout) {
    checkTimeout("borrowTimeout", timeout);
    return withLimits(new Limits(limits.maxConnections(), timeout, limits.statementTimeout()));
  }

  /** How long one statement may take; 5 minutes unless set. */
  public JdbcConnection statementTimeout(Duration timeout) {
    checkTimeout("statementTimeout", timeout);
    return withLimits(new Limits(limits.maxConnections(), limits.borrowTimeout(), timeout));
  }

  private static void checkTimeout(String name, Duration timeout) {
    if (timeout.toSeconds() < 1 || timeout.toHours() > 24) {
      throw new IllegalArgumentException(
          name + " must be between 1 second and 1 day, but is " + timeout + ".");
    }
  }

  private JdbcConnection withLimits(Limits newLimits) {
    return new JdbcConnection(url, user, password, newLimits, through);
  }

  /** Another database, for the same user with the same password. */
  public JdbcConnection at(String otherUrl) {
    return new JdbcConnection(of(otherUrl).url, user, password, limits, through);
  }

  /** Connections as they come out of this. */
  public JdbcConnection through(Through seer) {
    return new JdbcConnection(url, user, password, limits, seer);
  }

  Through through() {
    return through;
  }

  public String url() {
    return url;
  }

  public Secret user() {
    return user;
  }

  Secret password() {
    return password;
  }

  public Limits limits() {
    return limits;
  }

  /** What messages and display data call it: the URL without its parameters. */
  public String name() {
    return shown(url);
  }

  private static String shown(String url) {
    String bare = url.split("[?;]", 2)[0];
    return bare.replaceFirst("//[^/@]*@", "//");
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof JdbcConnection other
        && url.equals(other.url)
        && Objects.equals(user, other.user)
        && Objects.equals(password, other.password)
        && limits.equals(other.limits)
        && Objects.equals(through, other.through);
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }

  @Override
  public String toString() {
    return name();
  }
}
