package io.refrain.core.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.values.Row;

/** The table of latest rows against a naive map, whatever memory it has. */
class LatestRowsProperties {

  @Provide
  static Arbitrary<List<Row>> rows() {
    Arbitrary<String> keys = Arbitraries.integers().between(0, 40).map(i -> "key" + i);
    Arbitrary<String> texts =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.of("a", "b", "c")),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0, 300).map("x"::repeat)));
    return Combinators.combine(keys, Arbitraries.longs().between(0, 3), texts)
        .as(Versions::row)
        .list()
        .ofMaxSize(300);
  }

  private static boolean offer(LatestRows latest, byte[] row, long tag) {
    return latest.offer(Versions.KEY.hash(row, 0), row, 0, row.length, tag);
  }

  @Property(tries = 200)
  void itKeepsWhatTheModelKeeps(@ForAll("rows") List<Row> rows) {
    LatestRows latest = new LatestRows(Versions.KEY, Versions.ORDER, 1 << 20);
    rows.forEach(
        row -> assertThat(offer(latest, Versions.encode(row), Frame.NO_TAG), equalTo(true)));
    assertThat(latest.size(), equalTo(Versions.latest(rows).size()));
    Versions.Kept kept = new Versions.Kept();
    latest.drain(kept);
    assertThat(kept.rows, equalTo(Versions.latest(rows)));
    assertThat(latest.size(), equalTo(0));
  }

  @Property(tries = 200)
  void partsThatWereDrainedWhenFullAddUpToTheModelInAnyOrder(
      @ForAll("rows") List<Row> rows,
      @ForAll @IntRange(min = 1, max = 3000) int maxBytes,
      @ForAll long seed) {
    LatestRows small = new LatestRows(Versions.KEY, Versions.ORDER, maxBytes);
    List<byte[]> parts = new ArrayList<>();
    List<Long> tags = new ArrayList<>();
    LatestRows.Sink collect =
        (bytes, offset, length, tag) -> {
          byte[] copy = new byte[length];
          System.arraycopy(bytes, offset, copy, 0, length);
          parts.add(copy);
          tags.add(tag);
        };
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    for (Row row : shuffled) {
      byte[] bytes = Versions.encode(row);
      if (!offer(small, bytes, Frame.NO_TAG)) {
        small.drain(collect);
        assertThat(offer(small, bytes, Frame.NO_TAG), equalTo(true));
      }
      assertThat(small.sizeInBytes(), lessThanOrEqualTo(Math.max(maxBytes, bytes.length + 400)));
    }
    small.drain(collect);
    LatestRows large = new LatestRows(Versions.KEY, Versions.ORDER, 1 << 20);
    for (int i = 0; i < parts.size(); i++) {
      assertThat(offer(large, parts.get(i), tags.get(i)), equalTo(true));
    }
    Versions.Kept kept = new Versions.Kept();
    large.drain(kept);
    assertThat(kept.rows, equalTo(Versions.latest(rows)));
  }

  @Example
  void rowsThatGrowAreReclaimed() {
    LatestRows latest = new LatestRows(Versions.KEY, Versions.ORDER, 4000);
    List<Row> rows = new ArrayList<>();
    for (int version = 0; version < 200; version++) {
      rows.add(Versions.row("a", version, "x".repeat(version)));
      rows.add(Versions.row("b", version, "y".repeat(200 - version)));
    }
    rows.forEach(
        row -> assertThat(offer(latest, Versions.encode(row), Frame.NO_TAG), equalTo(true)));
    Versions.Kept kept = new Versions.Kept();
    latest.drain(kept);
    assertThat(kept.rows, equalTo(Versions.latest(rows)));
  }

  @Example
  void theOriginIsThatOfTheRowThatWon() {
    LatestRows latest = new LatestRows(Versions.KEY, Versions.ORDER, 4000);
    offer(latest, Versions.encode(Versions.row("a", 1, "old")), Frame.tag(7));
    offer(latest, Versions.encode(Versions.row("a", 2, "new")), Frame.tag(8));
    offer(latest, Versions.encode(Versions.row("a", 1, "late")), Frame.tag(9));
    latest.drain((bytes, offset, length, tag) -> assertThat(Frame.origin(tag), equalTo(8L)));
  }

  @Example
  void keysWithOneHashAreToldApart() {
    List<Row> rows = Collisions.rows(60, 10);
    LatestRows latest = new LatestRows(Versions.KEY, Versions.ORDER, 1 << 20);
    rows.forEach(row -> offer(latest, Versions.encode(row), Frame.NO_TAG));
    Versions.Kept kept = new Versions.Kept();
    latest.drain(kept);
    assertThat(kept.rows, equalTo(Versions.latest(rows)));
  }
}
