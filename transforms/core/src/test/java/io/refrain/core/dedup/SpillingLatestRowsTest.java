package io.refrain.core.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.refrain.core.row.Collisions;
import io.refrain.core.row.Frame;
import io.refrain.core.row.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillingLatestRowsTest {
  @TempDir Path directory;

  private SpillingLatestRows open(int maxBytes) {
    return new SpillingLatestRows(Versions.KEY, Versions.ORDER, maxBytes, directory);
  }

  private static void addAll(SpillingLatestRows latest, List<Row> rows) throws IOException {
    for (Row row : rows) {
      byte[] bytes = Versions.encode(row);
      latest.add(bytes, 0, bytes.length, Frame.NO_TAG);
    }
  }

  private static List<Row> rows(int count, int keys) {
    Random random = new Random(5);
    List<Row> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(
          Versions.row(
              "key" + random.nextInt(keys), random.nextInt(3), "x".repeat(random.nextInt(50))));
    }
    return out;
  }

  private Object[] leftBehind() {
    return directory.toFile().list();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 20_000, 1 << 24})
  void whateverTheMemoryTheLatestRowsAreKeptAndNoFileIsLeft(int maxBytes) throws IOException {
    List<Row> rows = rows(3000, 900);
    Versions.Kept kept = new Versions.Kept();
    try (SpillingLatestRows latest = open(maxBytes)) {
      addAll(latest, rows);
      assertThat(leftBehind().length > 0, equalTo(maxBytes < 1 << 24));
      latest.drain(kept);
    }
    assertThat(kept.rows, equalTo(Versions.latest(rows)));
    assertThat(leftBehind(), arrayWithSize(0));
  }

  @Test
  void keysThatNoHashCanDivideAreKeptAllTheSame() throws IOException {
    List<Row> rows = Collisions.rows(40, 100);
    Versions.Kept kept = new Versions.Kept();
    try (SpillingLatestRows latest = open(500)) {
      addAll(latest, rows);
      latest.drain(kept);
    }
    assertThat(kept.rows, equalTo(Versions.latest(rows)));
    assertThat(leftBehind(), arrayWithSize(0));
  }

  @Test
  void givingUpHalfWayLeavesNoFile() throws IOException {
    try (SpillingLatestRows latest = open(500)) {
      addAll(latest, rows(1000, 500));
      assertThat(leftBehind().length, greaterThan(0));
    }
    assertThat(leftBehind(), arrayWithSize(0));
    IllegalStateException stop = new IllegalStateException("the sink has had enough");
    try (SpillingLatestRows latest = open(500)) {
      addAll(latest, rows(1000, 500));
      latest.drain(
          (bytes, offset, length, tag) -> {
            throw stop;
          });
    } catch (IllegalStateException e) {
      assertThat(e, equalTo(stop));
    }
    assertThat(leftBehind(), arrayWithSize(0));
  }
}
