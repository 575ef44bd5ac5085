package io.refrain.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReplaceScopeProperties {
  private static final LocalDate FIRST = LocalDate.of(2024, 3, 10);

  @Provide
  Arbitrary<Partition> partitions() {
    return Arbitraries.integers()
        .between(0, 12)
        .map(day -> Partition.of("d", FIRST.plusDays(day).toString()));
  }

  @Provide
  Arbitrary<ReplaceScope> scopes() {
    Arbitrary<ZoneId> zones =
        Arbitraries.of(ZoneOffset.UTC, ZoneOffset.ofHours(14), ZoneOffset.ofHours(-12));
    Arbitrary<ReplaceScope> intervals =
        Combinators.combine(
                Arbitraries.integers().between(0, 10), Arbitraries.integers().between(1, 5), zones)
            .as(
                (day, days, zone) ->
                    ReplaceScope.interval(
                        "d",
                        new DataInterval(
                            FIRST.plusDays(day).atStartOfDay(),
                            FIRST.plusDays(day + days).atStartOfDay(),
                            zone)));
    return Arbitraries.oneOf(
        intervals,
        partitions().list().ofMaxSize(3).map(ReplaceScope::partitions),
        Arbitraries.of(ReplaceScope.present(), ReplaceScope.everything()));
  }

  @Property(tries = 1000)
  void scopesThatCoverOnePartitionOverlap(
      @ForAll("scopes") ReplaceScope a,
      @ForAll("scopes") ReplaceScope b,
      @ForAll("partitions") Partition partition) {
    assertThat(a.overlaps(b), equalTo(b.overlaps(a)));
    if (a.covers(partition) && b.covers(partition)) {
      assertThat(a.overlaps(b), equalTo(true));
    }
    if (a.covers(partition)) {
      assertThat(a.overlaps(a), equalTo(true));
    }
  }

  @Property(tries = 1000)
  void whatAScopeIncludesItCoversToo(
      @ForAll("scopes") ReplaceScope outer,
      @ForAll("scopes") ReplaceScope inner,
      @ForAll("partitions") Partition partition) {
    boolean meant = !(inner instanceof ReplaceScope.Present);
    if (meant && outer.includes(inner) && inner.covers(partition)) {
      assertThat(outer.covers(partition), equalTo(true));
    }
    assertThat(outer.includes(outer), equalTo(true));
  }

  @Example
  void scopesByDifferentColumnsMayMeetAndNoneIncludesTheOther() {
    ReplaceScope march = ReplaceScope.interval("d", DataInterval.parse("2024-03"));
    ReplaceScope germany = ReplaceScope.partitions(List.of(Partition.of("country", "DE")));
    ReplaceScope whole = ReplaceScope.partitions(List.of(Partition.WHOLE));
    for (ReplaceScope other : List.of(germany, whole)) {
      assertThat(march.overlaps(other), equalTo(true));
      assertThat(other.overlaps(march), equalTo(true));
      assertThat(march.includes(other), equalTo(false));
      assertThat(other.includes(march), equalTo(false));
    }
    assertThat(germany.overlaps(whole), equalTo(true));
    assertThat(
        ReplaceScope.interval("d", DataInterval.parse("2024"))
            .includes(ReplaceScope.partitions(List.of(Partition.of("d", "no date")))),
        equalTo(false));
  }

  @Example
  void anIntervalCoversDatesAndTimestampsAndNoNull() {
    ReplaceScope march = ReplaceScope.interval("d", DataInterval.parse("2024-03"));
    assertThat(march.covers(Partition.of("d", "2024-03-31")), equalTo(true));
    assertThat(march.covers(Partition.of("d", "2024-04-01")), equalTo(false));
    assertThat(march.covers(Partition.of("d", "2024-03-31 23:59:59.999999")), equalTo(true));
    assertThat(march.covers(Partition.of("d", "2024-04-01 00:00:00")), equalTo(false));
    assertThat(march.covers(Partition.of("d", null)), equalTo(false));
    assertThat(march.covers(Partition.of("d", "+12024-03-01")), equalTo(false));
    assertThat(march.covers(Partition.of("d", "-0001-03-01")), equalTo(false));
    ReplaceScope berlin =
        ReplaceScope.interval("d", DataInterval.parse("2024-03-15", ZoneId.of("Europe/Berlin")));
    assertThat(berlin.covers(Partition.of("d", "2024-03-14 23:00:00")), equalTo(true));
    assertThat(berlin.covers(Partition.of("d", "2024-03-15 23:00:00")), equalTo(false));
    assertThat(berlin.covers(Partition.of("d", "2024-03-15")), equalTo(true));
  }

  @Example
  void aListIsSortedAndWithoutRepetitionSoThatItMakesOneToken() {
    Partition a = Partition.of("d", "a");
    Partition b = Partition.of("d", "b");
    assertThat(
        ReplaceScope.partitions(List.of(b, a, b)), equalTo(ReplaceScope.partitions(List.of(a, b))));
  }

  @Example
  void scopesAreNamedForAPerson() {
    assertThat(
        ReplaceScope.interval("d", DataInterval.parse("2024-03")).toString(),
        equalTo("d in 2024-03-01/2024-04-01"));
    assertThat(
        ReplaceScope.partitions(List.of(Partition.of("d", "a"))).toString(),
        equalTo("partitions [d=a]"));
    assertThat(ReplaceScope.present().toString(), equalTo("the partitions present in the input"));
    assertThat(ReplaceScope.everything().toString(), equalTo("everything"));
  }
}
