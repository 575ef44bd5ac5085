package io.refrain.testkit.inject;

import static io.refrain.testkit.inject.PlannedFault.Moment.AFTER;
import static io.refrain.testkit.inject.PlannedFault.Moment.BEFORE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.testkit.inject.FaultPoint.Kind;
import io.refrain.testkit.inject.PlannedFault.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FaultsTest {
  private RunningRun run;

  private Faults faults(String point, int arrival, Moment moment, boolean isCrash) {
    PlannedFault fault =
        new PlannedFault(new FaultPoint(point, Kind.CALL), arrival, moment, isCrash);
    run = RunningRun.start(FaultState.of(fault, "a test."), Hold.NONE);
    return new Faults(run.id());
  }

  @AfterEach
  void end() {
    run.close();
  }

  @Test
  void aCallFailsOnceBeforeItsEffect() throws Exception {
    List<String> effects = new ArrayList<>();
    Faults faults = faults("add", 2, BEFORE, false);
    faults.call("add", () -> effects.add("1"));
    InjectedFault fault =
        assertThrows(InjectedFault.class, () -> faults.call("add", () -> effects.add("2")));
    assertThat(
        fault.getMessage(),
        is("Injected by Refrain's test kit before call 2 of 'add' took effect: a test."));
    faults.call("add", () -> effects.add("3"));
    assertThat(effects, contains("1", "3"));
  }

  @Test
  void aCallFailsAfterItsEffect() {
    List<String> effects = new ArrayList<>();
    Faults faults = faults("add", 1, AFTER, false);
    assertThrows(InjectedFault.class, () -> faults.call("add", () -> effects.add("1")));
    assertThat(effects, contains("1"));
  }

  @Test
  void nothingOfARunThatCrashedTakesEffectAnyMore() {
    List<String> effects = new ArrayList<>();
    Faults faults = faults("add", 1, AFTER, true);
    assertThrows(InjectedFault.class, () -> faults.call("add", () -> effects.add("1")));
    run.close();
    assertThrows(InjectedFault.class, () -> faults.call("other", () -> effects.add("2")));
    assertThat(effects, contains("1"));
  }

  private static DataSource h2() throws SQLException {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:faults;DB_CLOSE_DELAY=-1");
    try (Connection connection = h2.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS t");
      statement.execute("CREATE TABLE t (i INT)");
    }
    return h2;
  }

  private static int rows(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      count.next();
      return count.getInt(1);
    }
  }

  private static void insert(DataSource dataSource, boolean inTransaction) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(!inTransaction);
      int unused = statement.executeUpdate("INSERT INTO t VALUES (1)");
      if (inTransaction) {
        connection.commit();
      }
    }
  }

  @Test
  void aCommitThatFailsBeforeItsEffectIsRolledBack() throws SQLException {
    DataSource h2 = h2();
    DataSource faulty = faults("commit", 1, BEFORE, false).dataSource(h2);
    SQLException lost = assertThrows(SQLException.class, () -> insert(faulty, true));
    assertThat(lost.getSQLState(), is("08006"));
    assertThat(rows(h2), is(0));
    insert(faulty, true);
    assertThat(rows(h2), is(1));
  }

  @Test
  void aCommitThatFailsAfterItsEffectIsStored() throws SQLException {
    DataSource h2 = h2();
    DataSource faulty = faults("commit", 1, AFTER, false).dataSource(h2);
    assertThrows(SQLException.class, () -> insert(faulty, true));
    assertThat(rows(h2), is(1));
  }

  @Test
  void withoutATransactionStatementsFail() throws SQLException {
    DataSource h2 = h2();
    DataSource faulty = faults("statement", 2, AFTER, true).dataSource(h2);
    insert(faulty, false);
    // Of a run that is dead nothing is told to its own code, which would try again.
    assertThrows(InjectedFault.class, () -> insert(faulty, false));
    assertThat(rows(h2), is(2));
    assertThrows(InjectedFault.class, () -> insert(faulty, false));
    assertThat(rows(h2), is(2));
  }

  @Test
  void filesOfAnyFileSystemFailByRename(@TempDir Path directory) throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    Faults faults = faults("rename", 1, BEFORE, false);
    String from = faults.file(directory.resolve("a").toString());
    String to = faults.file(directory.resolve("b").toString());
    ResourceId source = FileSystems.matchNewResource(from, false);
    ResourceId target = FileSystems.matchNewResource(to, false);
    try (WritableByteChannel channel = FileSystems.create(source, "text/plain")) {
      channel.write(ByteBuffer.wrap(new byte[] {65}));
    }
    IOException failed =
        assertThrows(IOException.class, () -> FileSystems.rename(List.of(source), List.of(target)));
    assertThat(failed.getMessage(), startsWith("Injected by Refrain's test kit before call 1"));
    assertThat(Files.exists(directory.resolve("b")), is(false));
    FileSystems.rename(List.of(source), List.of(target));
    assertThat(Files.readString(directory.resolve("b")), is("A"));
    assertThat(FileSystems.match(to).metadata().get(0).resourceId(), is(target));
  }

  @Test
  void outsideOfACheckAllPasses() throws Exception {
    run = RunningRun.start(FaultState.none(), Hold.NONE);
    assertThat(new Faults("of another process").call("any", () -> 1), is(1));
  }
}
