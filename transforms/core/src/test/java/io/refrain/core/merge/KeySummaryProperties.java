package io.refrain.core.merge;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.refrain.core.row.RowCursor;
import io.refrain.core.row.RowLayout;
import io.refrain.core.row.RowWriter;
import io.refrain.core.store.KeyBounds;
import java.util.List;
import java.util.Random;
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
