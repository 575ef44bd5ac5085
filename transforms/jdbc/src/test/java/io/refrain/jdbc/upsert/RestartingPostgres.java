package io.refrain.jdbc.upsert;

import io.refrain.jdbc.JdbcConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A PostgreSQL server that can crash, and come up again with what it had made durable. */
public final class RestartingPostgres implements AutoCloseable {
  private final Path data;
  private final int port;
  private EmbeddedPostgres server;

  public RestartingPostgres(Path directory) throws IOException {
    this.data = directory.resolve("data");
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    server = start();
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        // The default forgets what was committed last when it crashes.
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  /** All its processes die at once, and it is started again: recovery and all. */
  public void crashAndRestart() {
    try {
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
      List<ProcessHandle> backends = postmaster.descendants().toList();
      postmaster.destroyForcibly();
      backends.forEach(ProcessHandle::destroyForcibly);
      postmaster.onExit().join();
      backends.forEach(backend -> backend.onExit().join());
      // Lets go of the data directory; there is nothing left to stop.
      server.close();
      Files.deleteIfExists(data.resolve("postmaster.pid"));
      server = start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Database database() {
    return new Database(
        JdbcConnection.of("jdbc:postgresql://localhost:" + port + "/postgres").user("postgres"));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
