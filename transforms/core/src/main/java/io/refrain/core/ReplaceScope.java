package io.refrain.core;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.TreeSet;

/**
 * What a replace may delete. Always named by the caller; there is no default.
 *
 * <p>A declared scope that receives no rows becomes empty; a row outside of it never lands.
 */
public sealed interface ReplaceScope extends Serializable {

  /** Every row whose time column lies in a data interval. */
  static ReplaceScope interval(String column, DataInterval interval) {
    return new Interval(column, interval);
  }

  /** The listed partitions, whether or not the input has rows for them. */
  static ReplaceScope partitions(List<Partition> partitions) {
    return new Partitions(partitions);
  }

  /** The partitions that the input has rows for, and no other. Without rows nothing is replaced. */
  static ReplaceScope present() {
    return new Present();
  }

  /** All that the target holds. */
  static ReplaceScope everything() {
    return new Everything();
  }

  /**
   * Whether a partition may be replaced under this scope. Asked of partitions that were routed or
   * are stored; {@link Present} takes every partition that has rows.
   */
  boolean covers(Partition partition);

  /**
   * Whether some row could be covered by both: then their runs must be ordered by epoch. Scopes by
   * different columns always overlap.
   */
  boolean overlaps(ReplaceScope other);

  /** Whether all that another scope covers, this one covers too. When in doubt, no. */
  default boolean includes(ReplaceScope inner) {
    if (equals(inner) || this instanceof Everything) {
      return true;
    }
    if (inner instanceof Partitions listed) {
      return listed.partitions().stream().allMatch(this::surelyCovers);
    }
    return this instanceof Interval a
        && inner instanceof Interval b
        && a.column().equals(b.column())
        && a.interval().zone().equals(b.interval().zone())
        && !b.interval().start().isBefore(a.interval().start())
        && !b.interval().end().isAfter(a.interval().end());
  }

  private boolean surelyCovers(Partition partition) {
    if (this instanceof Present
        || (this instanceof Interval it && !partition.columns().contains(it.column()))) {
      return false;
    }
    try {
      return covers(partition);
    } catch (DateTimeException e) {
      // A value of another shape lies in no interval.
      return false;
    }
  }

  /** A scope by data interval. */
  record Interval(String column, DataInterval interval) implements ReplaceScope {
    @Override
    public boolean covers(Partition partition) {
      String value = partition.value(column);
      return value != null && intervalContains(interval, value);
    }

    @Override
    public boolean overlaps(ReplaceScope other) {
      if (other instanceof Interval that) {
        // A date column is compared with the dates alone, whatever the zones.
        return !column.equals(that.column)
            || interval.overlaps(that.interval)
            || (interval.start().isBefore(that.interval.end())
                && that.interval.start().isBefore(interval.end()));
      }
      return other.overlaps(this);
    }

    @Override
    public String toString() {
      return column + " in " + interval;
    }
  }

  /** A scope by a list of partitions, sorted and without repetition. */
  record Partitions(List<Partition> partitions) implements ReplaceScope {
    public Partitions {
      partitions = List.copyOf(new TreeSet<>(partitions));
    }

    @Override
    public boolean covers(Partition partition) {
      return partitions.contains(partition);
    }

    @Override
    public boolean overlaps(ReplaceScope other) {
      return partitions.stream().anyMatch(p -> mayMeet(p, other));
    }

    private static boolean mayMeet(Partition partition, ReplaceScope other) {
      if (other instanceof Interval that) {
        return !partition.columns().contains(that.column) || that.covers(partition);
      } else if (other instanceof Partitions that) {
        return that.partitions.stream()
            .anyMatch(p -> p.equals(partition) || !p.columns().equals(partition.columns()));
      }
      return other.covers(partition);
    }

    @Override
    public String toString() {
      return "partitions " + partitions;
    }
  }

  /** A scope by what the input holds; once the input is known it is a list of partitions. */
  record Present() implements ReplaceScope {
    @Override
    public boolean covers(Partition partition) {
      return true;
    }

    @Override
    public boolean overlaps(ReplaceScope other) {
      return !isOfNothing(other);
    }

    @Override
    public String toString() {
      return "the partitions present in the input";
    }
  }

  /** The scope of all. */
  record Everything() implements ReplaceScope {
    @Override
    public boolean covers(Partition partition) {
      return true;
    }

    @Override
    public boolean overlaps(ReplaceScope other) {
      return !isOfNothing(other);
    }

    @Override
    public String toString() {
      return "everything";
    }
  }

  private static boolean isOfNothing(ReplaceScope scope) {
    return scope instanceof Partitions list && list.partitions.isEmpty();
  }

  private static boolean intervalContains(DataInterval interval, String value) {
    if (value.indexOf(' ') < 0) {
      return interval.contains(LocalDate.parse(value));
    }
    LocalDateTime moment = LocalDateTime.parse(value, PartitionText.TIMESTAMP);
    return interval.contains(moment.toInstant(ZoneOffset.UTC));
  }

  /** How partition values are written. */
  final class PartitionText {
    /** {@code 2024-03-15 10:00:00}, with a fraction only if there is one. */
    public static final DateTimeFormatter TIMESTAMP =
        new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(java.util.Locale.ROOT);

    private PartitionText() {}
  }
}
