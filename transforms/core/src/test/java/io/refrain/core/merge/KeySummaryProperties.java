package io.refrain.core.merge;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import io.refrain.core.store.TableFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.beam.sdk.schemas.Schema;
import org.junit.jupiter.api.Test;

/** What is told of the keys to those who search for them. */
final class KeySummaryProperties {
  private static final RowLayout KEY =
      RowLayout.of(Schema.builder().addInt64Field("order_id").build());
  private static final KeyColumn COLUMN = KeyColumn.of(KEY, List.of("order_id")).get(0);

  @Property
  void aFilterFindsWhatWasAdded(
      @ForAll @Size(max = 300) List<Long> hashes, @ForAll @IntRange(max = 64) int maxBytes) {
    KeyFilter filter = new KeyFilter(hashes.size(), maxBytes);
    hashes.forEach(filter::add);
    for (long hash : hashes) {
      assertThat(filter.mayHold(hash), is(true));
    }
  }

  @Test
  void aFilterHardlyFindsWhatWasNot() {
    Random random = new Random(5);
    KeyFilter filter = new KeyFilter(100_000, 1 << 20);
    for (int i = 0; i < 100_000; i++) {
      filter.add(random.nextLong() >>> 6);
    }
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      found += filter.mayHold(random.nextLong() >>> 6) ? 1 : 0;
    }
    assertThat(found, lessThan(1_000));
  }

  @Test
  void anEmptyFilterFindsNothing() {
    assertThat(new KeyFilter(0, 0).mayHold(42), is(false));
  }

  @Property
  void aRangeHasAllValuesWhileTheyAreFewAndTheEndsOtherwise(
      @ForAll @Size(min = 1, max = 600) List<Long> values,
      @ForAll @IntRange(min = 1, max = 599) int cut) {
    List<Long> first = values.subList(0, Math.min(cut, values.size()));
    List<Long> rest = values.subList(first.size(), values.size());

    KeyBounds.Column column = range(first).plus(range(rest), COLUMN).bounds(COLUMN);

    TreeSet<Long> distinct = new TreeSet<>(values);
    assertThat(column.min().getLong(0), is(distinct.first()));
    assertThat(column.max().getLong(0), is(distinct.last()));
    if (distinct.size() <= KeyBounds.MAX_VALUES) {
      assertThat(
          column.values().stream().map(value -> value.getLong(0)).toList(),
          equalTo(List.copyOf(distinct)));
    } else {
      assertThat(column.values(), is(List.of()));
    }
  }

  @Test
  void aSummaryOfManyKeysBecomesAFilterAndStillFindsAllOfThem() {
    long[] many = new Random(7).longs(KeySummary.FILTER_BYTES / Long.BYTES).toArray();
    long[] few = new Random(8).longs(100).toArray();

    for (KeySummary both :
        List.of(
            KeySummary.ofHashes(many).plus(KeySummary.ofHashes(few)),
            KeySummary.ofHashes(few).plus(KeySummary.ofHashes(many)))) {
      KeyFilter filter = both.plus(KeySummary.NONE).plus(KeySummary.ofHashes(few)).filter();
      assertThat(Arrays.stream(many).allMatch(filter::mayHold), is(true));
      assertThat(Arrays.stream(few).allMatch(filter::mayHold), is(true));
      assertThat(new Random(9).longs(1_000).filter(filter::mayHold).count(), lessThan(20L));
    }
  }

  @Test
  void keysThatWereReadFromTwoVersionsAreOfNone() {
    KeySummary first = KeySummary.readFrom("7");
    assertThat(first.plus(KeySummary.ofHashes(new long[] {1})).base(), is("7"));
    assertThat(KeySummary.ofHashes(new long[] {1}).plus(first).base(), is("7"));
    assertThat(first.plus(first).base(), is("7"));
    assertThat(first.plus(KeySummary.readFrom("8")).base(), is("7 and 8"));
    assertThat(KeySummary.NONE.plus(first).base(), is("7"));
    assertThat(KeySummary.NONE.plus(KeySummary.NONE), equalTo(KeySummary.NONE));
  }

  @Property
  void filesAreSharedOutAmongTasksEachOnce(
      @ForAll @Size(max = 50) List<@IntRange(max = 1000) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 20) int few,
      @ForAll boolean large) {
    List<TableFile> files = new ArrayList<>();
    sizes.forEach(bytes -> files.add(new TableFile("f" + files.size(), 1, bytes)));
    KeyFilter filter = large ? KeyFilter.ofBytes(KeySummary.FILTER_BYTES) : new KeyFilter(1, 64);

    List<SearchTask> tasks = SearchTask.of("7", files, filter, few);

    Map<Integer, TableFile> met = new TreeMap<>();
    for (SearchTask task : tasks) {
      assertThat(task.files().isEmpty(), is(false));
      for (FileTask file : task.files()) {
        assertThat(met.put(file.number(), file.file()), is((TableFile) null));
      }
    }
    assertThat(List.copyOf(met.values()), equalTo(files));
    assertThat(tasks.size(), is(large ? Math.min(files.size(), Math.max(few, 4)) : files.size()));
  }

  private static KeyRange range(List<Long> values) {
    KeyRange.Collector collector = new KeyRange.Collector(COLUMN);
    ColumnMapping same = ColumnMapping.of("order_id", 0, KEY.type(0), 0, KEY.type(0)).orElseThrow();
    RowWriter writer = new RowWriter(KEY);
    RowCursor cursor = new RowCursor(KEY);
    for (long value : values) {
      writer.reset().setLong(0, value);
      COLUMN.encode(same, cursor.at(writer.bytes(), 0, writer.length()));
      collector.add();
    }
    return collector.build();
  }
}
