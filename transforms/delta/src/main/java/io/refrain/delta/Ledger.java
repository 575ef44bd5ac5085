package io.refrain.delta;

import io.refrain.core.Partition;
import io.refrain.core.ReplaceScope;
import io.refrain.core.RunToken;
import io.refrain.core.json.EntryJson;
import io.refrain.core.json.ScopeJson;
import io.refrain.core.store.CommitPlan;
import io.refrain.core.store.Coverage;
import io.refrain.core.store.StoreState.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The runs committed, as a table holds them: one domain of metadata for each entry. Domains are
 * part of every checkpoint, so the ledger outlives the entries of the log.
 */
final class Ledger {
  private static final String DOMAIN = "refrain.ledger.";
  private static final int DIGEST_CHARACTERS = 32;

  private final List<Entry> entries;

  private Ledger(List<Entry> entries) {
    this.entries = entries;
  }

  static Ledger of(TableState table) {
    List<Entry> entries = new ArrayList<>();
    table.domains().entrySet().stream()
        .filter(domain -> domain.getKey().startsWith(DOMAIN))
        .sorted(Map.Entry.comparingByKey())
        .forEach(domain -> entries.add(EntryJson.read(domain.getValue())));
    return new Ledger(entries);
  }

  static Ledger empty() {
    return new Ledger(List.of());
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * The run that a partition's rows are from: of those that covered it, the latest. Empty if none
   * did.
   */
  Optional<RunToken> owner(Partition partition) {
    return entries.stream()
        .filter(entry -> Coverage.covers(entry.covered(), partition))
        .map(Entry::token)
        .max(Comparator.comparingLong(RunToken::epoch));
  }

  /** The domains that a commit sets. */
  static Map<String, String> set(CommitPlan plan) {
    Entry entry = new Entry(plan.receipt().token(), plan.covered(), plan.receipt());
    Map<String, String> domains = new HashMap<>();
    domains.put(domain(entry), EntryJson.write(entry));
    return domains;
  }

  /** The domains that a commit makes superfluous. */
  Set<String> gone(CommitPlan plan) {
    Set<String> gone = new HashSet<>();
    entries.stream().filter(plan::forgets).forEach(entry -> gone.add(domain(entry)));
    gone.removeAll(set(plan).keySet());
    return gone;
  }

  private static String domain(Entry entry) {
    return DOMAIN + digest(entry);
  }

  /**
   * The application under which the log remembers a run: one for each pipeline and scope, so that
   * runs of different scopes may commit in any order. Empty for a run that covers nothing: any
   * newer run makes its entry superfluous, and the log would still refuse to have it again.
   */
  static Optional<LogEntry.Transaction> transaction(CommitPlan plan) {
    if (plan.covered() instanceof ReplaceScope.Partitions listed && listed.partitions().isEmpty()) {
      return Optional.empty();
    }
    RunToken token = plan.receipt().token();
    Entry entry = new Entry(token, plan.covered(), plan.receipt());
    return Optional.of(
        new LogEntry.Transaction(
            "refrain:" + token.pipeline() + ":" + digest(entry), token.epoch()));
  }

  private static String digest(Entry entry) {
    return digest(
        String.join(
            "\n",
            entry.token().pipeline(),
            ScopeJson.write(entry.token().scope()),
            ScopeJson.write(entry.covered())));
  }

  /** A short name for a long text. */
  static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
