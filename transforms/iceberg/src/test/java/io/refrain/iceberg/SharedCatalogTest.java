package io.refrain.iceberg;

import static io.refrain.core.merge.MergeOrders.stored;
import static io.refrain.core.testing.Orders.DAY_1;
import static io.refrain.core.testing.Orders.DAY_2;
import static io.refrain.core.testing.Orders.all;
import static io.refrain.core.testing.Orders.day;
import static io.refrain.core.testing.Orders.orders;
import static io.refrain.core.testing.Orders.text;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.refrain.core.Count;
import io.refrain.core.MergeReceipt;
import io.refrain.core.commit.CommitOutcome;
import io.refrain.core.merge.MergeOrders;
import io.refrain.core.merge.MergeRun;
import io.refrain.core.row.RowLayout;
import io.refrain.core.testing.StoreRun;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.Row;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Catalogs that many processes share: one behind Iceberg's REST protocol, one in a PostgreSQL. */
class SharedCatalogTest {
  @TempDir Path directory;
  private Place place;
  private Lake lake;

  /** Which catalog. */
  enum Kind {
    REST,
    POSTGRES;

    private Place start(Path directory) throws IOException {
      return this == REST ? new Rest(directory) : new Postgres(directory);
    }
  }

  /** A catalog that runs. */
  private interface Place extends Closeable {
    IcebergCatalog catalog();

    /** The next commit takes effect, and its answer is lost; or it never arrives. */
    void loseNextAnswer(boolean afterCommit);
  }

  private static final class Rest implements Place {
    private final Lake behind;
    private final RestServer server;

    private Rest(Path directory) throws IOException {
      this.behind = new Lake(directory);
      this.server = new RestServer(behind.loaded());
    }

    @Override
    public IcebergCatalog catalog() {
      return server.client();
    }

    @Override
    public void loseNextAnswer(boolean afterCommit) {
      server.failNext(afterCommit ? RestServer.Fault.ANSWER_LOST : RestServer.Fault.NEVER_ARRIVED);
    }

    @Override
    public void close() throws IOException {
      server.close();
      behind.close();
    }
  }

  private static final class Postgres implements Place {
    private final Path directory;
    private final EmbeddedPostgres server;

    private Postgres(Path directory) throws IOException {
      this.directory = directory;
      this.server = EmbeddedPostgres.builder().start();
    }

    private String uri() {
      return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    @Override
    public IcebergCatalog catalog() {
      return IcebergCatalog.of(
          Map.of(
              "catalog-impl", FaultyCatalog.class.getName(),
              "uri", uri(),
              "jdbc.user", "postgres",
              "jdbc.schema-version", "V1",
              "warehouse", directory.resolve("warehouse").toString(),
              "io-impl", BeamFileIO.class.getName()));
    }

    @Override
    public void loseNextAnswer(boolean afterCommit) {
      FaultyCatalog.next(
          uri(),
          commit -> {
            if (afterCommit) {
              commit.run();
            }
            throw new CommitStateUnknownException(new IllegalStateException("connection lost"));
          });
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private void start(Kind kind) throws IOException {
    place = kind.start(directory);
    lake = new Lake(place.catalog());
  }

  @AfterEach
  void close() throws IOException {
    if (lake != null) {
      lake.close();
    }
    if (place != null) {
      place.close();
    }
  }

  private static void replaced(IcebergTable target, long epoch, List<Row> rows) throws IOException {
    CommitOutcome outcome = StoreRun.of(target, day(DAY_1), epoch).run(rows);
    assertThat(outcome, instanceOf(CommitOutcome.Committed.class));
  }

  private IcebergTable mergeTable() {
    return lake.newTable(RowLayout.of(MergeOrders.TABLE), 2, "order_date");
  }

  private static MergeReceipt merged(IcebergTable target, long epoch, List<Row> rows)
      throws IOException {
    return MergeRun.into(target, "order_id").run(epoch, rows);
  }

  @ParameterizedTest
  @EnumSource
  void aTableIsMadeAndItsPartitionsAreReplaced(Kind kind) throws IOException {
    start(kind);
    IcebergTable target = lake.newOrders();
    replaced(target, 1, orders(DAY_1, 1, 5));
    replaced(target, 2, orders(DAY_1, 20, 3));

    assertThat(
        StoreRun.of(target, day(DAY_1), 2).run(orders(DAY_1, 20, 3)),
        instanceOf(CommitOutcome.AlreadyCommitted.class));
    assertThat(text(lake.orders(target)), equalTo(text(orders(DAY_1, 20, 3))));
  }

  @ParameterizedTest
  @EnumSource
  void aRedeliveryIsMergedOnce(Kind kind) throws IOException {
    start(kind);
    IcebergTable target = mergeTable();
    merged(target, 1, MergeOrders.orders(1, 20, DAY_1, 1));
    List<Row> redelivery =
        all(MergeOrders.orders(5, 6, DAY_1, 2), MergeOrders.orders(30, 31, DAY_2, 1));
    MergeReceipt second = merged(target, 2, redelivery);
    MergeReceipt third = merged(target, 3, redelivery);

    assertThat(second.counts().get(Count.UPDATED), is(2L));
    assertThat(third.committed(), is(false));
    assertThat(third.counts().get(Count.UNCHANGED), is(4L));
    assertThat(
        text(lake.mergeOrders(target)),
        equalTo(
            text(
                stored(
                    all(
                        MergeOrders.orders(1, 4, DAY_1, 1),
                        MergeOrders.orders(5, 6, DAY_1, 2),
                        MergeOrders.orders(7, 20, DAY_1, 1),
                        MergeOrders.orders(30, 31, DAY_2, 1))))));
  }

  @ParameterizedTest
  @EnumSource
  void aReplaceWhoseAnswerIsLostIsInEffectOnce(Kind kind) throws IOException {
    start(kind);
    IcebergTable target = lake.newOrders();
    replaced(target, 1, orders(DAY_1, 1, 5));
    for (boolean afterCommit : new boolean[] {true, false}) {
      long epoch = afterCommit ? 2 : 3;
      place.loseNextAnswer(afterCommit);
      replaced(target, epoch, orders(DAY_1, 10 * epoch, 3));
      assertThat(text(lake.orders(target)), equalTo(text(orders(DAY_1, 10 * epoch, 3))));
    }
    assertThat(target.ledger(), hasSize(1));
  }

  @ParameterizedTest
  @EnumSource
  void aMergeWhoseAnswerIsLostIsInEffectOnce(Kind kind) throws IOException {
    start(kind);
    IcebergTable target = mergeTable();
    merged(target, 1, MergeOrders.orders(1, 9, DAY_1, 1));
    place.loseNextAnswer(true);
    MergeReceipt lost = merged(target, 2, MergeOrders.orders(1, 3, DAY_1, 2));
    assertThat(lost.committed(), is(true));
    assertThat(lost.counts().get(Count.UPDATED), is(3L));
    long snapshots = lake.table(target).history().size();
    assertThat(merged(target, 2, MergeOrders.orders(1, 3, DAY_1, 2)), is(lost));
    assertThat((long) lake.table(target).history().size(), is(snapshots));

    place.loseNextAnswer(false);
    merged(target, 3, MergeOrders.orders(4, 5, DAY_1, 2));
    assertThat((long) lake.table(target).history().size(), greaterThan(snapshots));
    assertThat(
        text(lake.mergeOrders(target)),
        equalTo(
            text(
                stored(
                    all(MergeOrders.orders(1, 5, DAY_1, 2), MergeOrders.orders(6, 9, DAY_1, 1))))));
  }

  private static void assertUnreachable(IcebergTable target, String where) {
    for (IOException failure :
        List.of(
            assertThrows(IOException.class, target::ledger),
            assertThrows(IOException.class, () -> target.open().close()))) {
      assertThat(
          failure.getMessage(),
          allOf(
              containsString("Cannot ask the catalog for shop.orders0 in " + where),
              containsString("Nothing was changed. Is the catalog there")));
    }
  }

  @Test
  void aRestCatalogThatIsGoneIsNamed() throws IOException {
    start(Kind.REST);
    IcebergTable target = mergeTable();
    String uri = ((Rest) place).server.uri();
    ((Rest) place).server.close();
    assertUnreachable(target, uri);
  }

  @Test
  void aDatabaseThatIsGoneIsNamed() throws IOException {
    start(Kind.POSTGRES);
    IcebergTable target = mergeTable();
    String uri = ((Postgres) place).uri();
    ((Postgres) place).server.close();
    assertUnreachable(target, uri);
  }
}
