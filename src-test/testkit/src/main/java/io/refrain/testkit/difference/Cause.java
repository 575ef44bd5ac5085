package io.refrain.testkit.difference;

import io.refrain.testkit.scenario.Scenario;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;

/**
 * The likely cause of a difference, in one sentence.
 *
 * <p>What the values show goes first (the time of the run, a number from a sequence, a random
 * identity), then what the scenario alone suggests. It is a guess from what is stored: the rows
 * shown beside it are the evidence.
 */
public final class Cause {
  private Cause() {}

  /** The cause of a difference. */
  public static String of(Observation observation) {
    String shown = shownByValues(Traits.of(observation), observation);
    return shown == null ? suggestedBy(observation) : shown;
  }

  /** The cause of a run's failure, where none was to be expected. */
  public static String ofFailure(Scenario scenario, Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLIntegrityConstraintViolationException
          || (t instanceof SQLException sql
              && sql.getSQLState() != null
              && sql.getSQLState().startsWith("23"))) {
        return "The run inserts rows whose keys are stored already: a plain INSERT can succeed only"
            + " once; upsert by key, or replace what the run is responsible for.";
      }
    }
    return "The pipeline cannot be run in this way (" + scenario.title() + "): it fails.";
  }

  private static String shownByValues(Traits traits, Observation seen) {
    String again = seen.difference().changed().isEmpty() ? " and the rows are added again" : "";
    String column = traits.clockColumn();
    if (column == null) {
      column = traits.dateColumn();
    }
    if (column != null) {
      return "The column "
          + column
          + " holds the time of the run"
          + again
          + ": something in the data path reads the clock (now(), CURRENT_TIMESTAMP, a column's"
          + " default); take the time from the data or from the run's interval.";
    }
    if (traits.areCallsWithoutKey()) {
      return "The calls are made again: nothing tells a repeat from a new call; send a key made of"
          + " the business key and the payload (the header Idempotency-Key), and let the receiver"
          + " answer a repeat from memory.";
    }
    column = traits.uuidColumn();
    if (column != null) {
      return "The column "
          + column
          + " holds a random identity"
          + again
          + ": derive it from the row's business key.";
    }
    column = traits.numberedColumn();
    if (column != null) {
      return "The column "
          + column
          + " is numbered by the store (auto-increment, identity, sequence), so each run adds the"
          + " same rows under new numbers: make the business key the key, and upsert by it.";
    }
    column = traits.permutedColumn();
    if (column != null) {
      return "The column "
          + column
          + " numbers the rows in the order of their arrival, which differs from run to run: derive"
          + " it from the business key.";
    }
    if (seen.scenario() != Scenario.OTHER_RANDOM_SEED
        && !traits.columns().isEmpty()
        && seen.unstable().containsAll(traits.columns())) {
      return "The columns "
          + traits.columns()
          + " differ from run to run even if nothing else does, as '"
          + Scenario.OTHER_RANDOM_SEED.title()
          + "' shows.";
    }
    return null;
  }

  private static String suggestedBy(Observation seen) {
    Difference difference = seen.difference();
    boolean adds = !difference.added().isEmpty();
    boolean loses = !difference.missing().isEmpty();
    String grown = Traits.of(seen).grownColumn();
    boolean changes = !difference.changed().isEmpty();
    return switch (seen.scenario()) {
      case RUN_TWICE -> {
        if (changes && grown != null) {
          yield "The run adds to the stored value of "
              + grown
              + " (value = value + x), so each run counts again: store the whole value instead.";
        }
        yield adds
            ? "The run appends"
                + (difference.addsOnlyCopies() ? " the same rows again" : " rows")
                + " and nothing removes those of the run before: upsert by key, replace what the"
                + " run is responsible for, or give each effect a key."
            : "The second run does not leave what the first one left: it reads what the first one"
                + " stored, or its writes are not keyed.";
      }
      case INPUT_SHUFFLED ->
          "The result depends on the order in which rows arrive (the last or first row wins, a"
              + " running value, a concatenation): decide by a total order over columns of the"
              + " data, such as the latest version and then all other columns.";
      case INPUT_DELIVERED_TWICE ->
          changes && grown != null
              ? "An aggregate counts a repeated delivery again (column "
                  + grown
                  + "): keep one row per business key before aggregating."
              : "Rows that are delivered twice are stored twice: keep one row per business key, or"
                  + " upsert by it.";
      case OTHER_BUNDLES ->
          "The result depends on how rows are cut into bundles or spread over workers: something is"
              + " kept or numbered per bundle or thread, or an aggregate is not associative.";
      case BUNDLE_RETRIED ->
          adds || changes
              ? "What a bundle had written before it failed is written again by its retry: the"
                  + " write is not keyed (append, increment, call without a key)."
              : "The retry does not write what the failed bundle had left out: it is marked as done"
                  + " before it is.";
      case CRASH_BEFORE_COMMIT ->
          loses && !adds
              ? "Rows are lost after a crash in which nothing was written: they are marked as done"
                  + " before they are written."
              : "A run leaves traces before it writes its result, and the run after it does not"
                  + " remove them.";
      case CRASH_DURING_COMMIT ->
          adds || changes
              ? "A crash leaves a part of the result, and the run after it adds to that instead of"
                  + " completing it: the result is neither one commit nor keyed."
              : "A crash leaves a part of the result, and the run after it takes it for the whole.";
      case CRASH_AFTER_COMMIT ->
          adds || changes
              ? "The result was stored, its answer was lost, and the run after it stores the result"
                  + " again: nothing in the store says that this run has been there."
              : "The run after a crash removes what was stored.";
      case OLDER_RUN_LAST ->
          "An older run overwrites what a newer one stored: the write compares no version, and the"
              + " commit no epoch, with what is stored.";
      case TWO_RUNS_AT_ONCE ->
          "Two runs of the same interval write side by side: nothing orders them (a unique key, a"
              + " transaction that covers check and write, an epoch).";
      case INTERVALS_REORDERED ->
          "The content depends on the order of the intervals: a run changes rows outside of its own"
              + " interval, or its result builds on what another run stored.";
      case INTERVAL_EMPTIED ->
          adds || changes
              ? "Rows of a former run of the interval stay when its delivery has none any more: the"
                  + " run replaces only what it has rows for, or replaces nothing."
              : "A run without rows removes what is stored.";
      case CLOCK_MOVED ->
          "The result depends on when the run takes place: something in the data path reads the"
              + " clock.";
      case OTHER_TIME_ZONE ->
          "The result depends on the JVM's default time zone: name the zone wherever a date, a time"
              + " or a Timestamp is made or shown.";
      case OTHER_LOCALE ->
          "The result depends on the JVM's default locale: give Locale.ROOT to upper and lower case"
              + " and to formats.";
      case OTHER_RANDOM_SEED ->
          "The result differs from run to run although nothing else does: a random source, an"
              + " unordered collection, or a race decides it.";
    };
  }
}
