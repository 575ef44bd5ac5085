package io.refrain.jdbc.replace;

import io.refrain.core.Count;
import io.refrain.core.Partition;
import io.refrain.core.RefrainException;
import io.refrain.core.RefrainException.Kind;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Staged;
import io.refrain.jdbc.dialect.SqlText;
import io.refrain.jdbc.staging.Stages;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries a plan out in one transaction: count on, delete the scope, insert what was staged, settle
 * the accounts, store the token. Counting on is a lock as well, so commits of one table follow one
 * another.
 */
final class CommitTransaction {
  private final ReplaceSpec spec;
  private final OpenTable table;
  private final RowCounts counts;
  private final Ledger ledger;
  private final Stages stages;
  private final CommitPlan plan;
  private final long version;

  CommitTransaction(
      ReplaceSpec spec,
      OpenTable table,
      RowCounts counts,
      Ledger ledger,
      Stages stages,
      CommitPlan plan) {
    this.spec = spec;
    this.table = table;
    this.counts = counts;
    this.ledger = ledger;
    this.stages = stages;
    this.plan = plan;
    this.version = Long.parseLong(plan.base()) + 1;
  }

  /**
   * Does it all but commit.
   *
   * @throws StateChangedException if somebody else was faster
   * @throws RefrainException if it is of no use to try again
   */
  Void run(Connection connection) throws SQLException, IOException {
    if (!ledger.countOn(connection, version - 1)) {
      throw new StateChangedException("another run committed");
    }
    for (String sql : table.dialect().beforeReplace(table.name())) {
      execute(connection, sql);
    }
    Map<Partition, Map<String, Staged>> listed = listed();
    List<Account> accounts = ledger.accounts(connection);
    Map<Partition, Account> kept = inEffect(accounts, listed);
    checkShapes(connection, listed, kept);
    List<Account> carved = carve(connection, accounts, kept);
    delete(connection, kept);
    for (Map.Entry<Partition, Map<String, Staged>> entry : listed.entrySet()) {
      Account before = kept.get(entry.getKey());
      for (Staged staged : entry.getValue().values()) {
        if (before == null || !before.attempts().contains(staged.location())) {
          insert(connection, staged);
        }
      }
    }
    for (Account account : carved) {
      ledger.open(connection, account);
    }
    openAccounts(connection, listed);
    ledger.remember(connection, version, plan);
    return null;
  }

  private Map<Partition, Map<String, Staged>> listed() {
    Map<Partition, Map<String, Staged>> listed = new LinkedHashMap<>();
    for (Staged staged : plan.staged()) {
      listed
          .computeIfAbsent(staged.partition(), p -> new LinkedHashMap<>())
          .put(staged.location(), staged);
    }
    return listed;
  }

  /**
   * The accounts of partitions whose rows are all listed again. They stay where they are: what they
   * were staged in is gone.
   */
  private Map<Partition, Account> inEffect(
      List<Account> accounts, Map<Partition, Map<String, Staged>> listed) {
    Map<Partition, Account> kept = new LinkedHashMap<>();
    for (Account account : accounts) {
      Partition partition = partitionOf(account);
      if (partition != null
          && !account.attempts().isEmpty()
          && listed.containsKey(partition)
          && listed.get(partition).keySet().containsAll(account.attempts())) {
        kept.put(partition, account);
      }
    }
    return kept;
  }

  /** The partition that is staged for an account's whole region; null if there is none. */
  private Partition partitionOf(Account account) {
    if (spec.partitionColumns().isEmpty()) {
      boolean same = account.carved().isEmpty() && account.region().equals(plan.covered());
      return same ? Partition.WHOLE : null;
    }
    return account.isOnePartition(spec.partitionColumns()) ? account.onlyPartition() : null;
  }

  private void checkShapes(
      Connection connection,
      Map<Partition, Map<String, Staged>> listed,
      Map<Partition, Account> kept)
      throws SQLException {
    String shape = table.again(spec, connection).shape();
    for (Map.Entry<Partition, Map<String, Staged>> entry : listed.entrySet()) {
      Account before = kept.get(entry.getKey());
      for (String location : entry.getValue().keySet()) {
        if (before != null && before.attempts().contains(location)) {
          continue;
        }
        stages.quoted(location);
        String staged =
            stages
                .shape(connection, table.stored().name(), location)
                .orElseThrow(
                    () ->
                        refused(
                            "the rows staged in " + location + " are gone",
                            "Run again; if the run takes longer than the safe age, raise that"));
        if (!staged.equals(shape)) {
          throw refused(
              "the table was altered while this run was staging: it was ("
                  + staged
                  + ") and is ("
                  + shape
                  + ")",
              "Run again");
        }
      }
    }
  }

  /** Closes the accounts of what is deleted, and answers with what is left of others. */
  private List<Account> carve(
      Connection connection, List<Account> accounts, Map<Partition, Account> kept)
      throws SQLException {
    List<Account> carved = new ArrayList<>();
    for (Account account : accounts) {
      if (!account.meets(plan.covered())) {
        continue;
      }
      boolean known =
          counts.sql().knows(account.region())
              && account.carved().stream().allMatch(counts.sql()::knows);
      if (account.isWithin(plan.covered()) || kept.containsValue(account)) {
        ledger.close(connection, account);
      } else if (known) {
        long taken = RowCounts.sum(counts.in(connection, account, plan.covered()));
        ledger.close(connection, account);
        if (account.rows() > taken) {
          carved.add(account.without(plan.covered(), taken));
        }
      }
    }
    return carved;
  }

  private void delete(Connection connection, Map<Partition, Account> kept)
      throws SQLException, IOException {
    long stay = 0;
    List<Condition> others = new ArrayList<>();
    for (Account account : kept.values()) {
      if (counts.in(connection, account) != account.rows()) {
        throw new StateChangedException("somebody else wrote into " + account.region());
      }
      stay += account.rows();
      others.add(counts.sql().outside(account.region()));
    }
    long deleted = 0;
    for (ReplaceScope piece : ScopeSql.pieces(plan.covered())) {
      List<Condition> where = new ArrayList<>(others);
      where.add(counts.sql().inside(piece));
      deleted += delete(connection, Condition.allOf(where));
    }
    long expected = plan.receipt().counts().get(Count.DELETED);
    if (deleted + stay != expected) {
      long left = RowCounts.sum(counts.in(connection, plan.covered())) - stay;
      if (left > 0) {
        throw refused(
            left + " rows that were to be deleted are still there",
            "A trigger, a rule or a row-level policy keeps them: replace needs real deletes");
      }
      throw new StateChangedException(
          deleted + stay + " rows were in the scope, and not " + expected);
    }
  }

  private long delete(Connection connection, Condition where) throws SQLException {
    String sql = "DELETE FROM " + table.name() + " WHERE " + where.sql();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(spec.timeoutSeconds());
      where.bind(statement);
      return table.dialect().affected(statement, statement.executeUpdate());
    }
  }

  private void insert(Connection connection, Staged staged) throws SQLException {
    String columns = SqlText.list(table.target().columns(), c -> table.dialect().quote(c.name()));
    String from = stages.quoted(staged.location());
    int inserted;
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(spec.timeoutSeconds());
      int counted =
          statement.executeUpdate(
              "INSERT INTO "
                  + table.name()
                  + " ("
                  + columns
                  + ") SELECT "
                  + columns
                  + " FROM "
                  + from);
      inserted = table.dialect().affected(statement, counted);
    }
    if (inserted != staged.rows()) {
      long there = TableStager.count(connection, from);
      throw there == staged.rows()
          ? refused(
              "the table took " + inserted + " of " + there + " rows",
              "A trigger, a rule or a row-level policy keeps rows out: drop it, or leave those rows"
                  + " out of the input")
          : refused(
              staged.location() + " has " + there + " rows, and " + staged.rows() + " were staged",
              "The server was restarted and lost them. Run again");
    }
  }

  private void openAccounts(Connection connection, Map<Partition, Map<String, Staged>> listed)
      throws SQLException {
    RunToken token = plan.receipt().token();
    int part = 0;
    for (Map.Entry<Partition, Map<String, Staged>> entry : listed.entrySet()) {
      ReplaceScope region =
          spec.partitionColumns().isEmpty()
              ? plan.covered()
              : ReplaceScope.partitions(List.of(entry.getKey()));
      ledger.open(
          connection,
          new Account(
              new Account.Id(version, part++),
              region,
              List.of(),
              token.pipeline(),
              token.epoch(),
              entry.getValue().values().stream().mapToLong(Staged::rows).sum(),
              List.copyOf(entry.getValue().keySet())));
    }
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(spec.timeoutSeconds());
      statement.execute(sql);
    }
  }

  private RefrainException refused(String why, String advice) {
    return new RefrainException(
        Kind.REFUSED,
        "Cannot replace "
            + plan.receipt().token().scope()
            + " in "
            + spec.target()
            + ": "
            + why
            + ". Nothing was changed. "
            + advice
            + ".");
  }
}
