package io.refrain.pipelines.example;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleOrdersTest {
  @TempDir private Path dir;

  private static String[] fields(String line) {
    return line.split(",", -1);
  }

  private List<String> lines(OrderSpec spec) throws IOException {
    Path file = dir.resolve("some.csv");
    ExampleOrders.write(file, spec);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(lines.get(0) + "\n", is(OrderLines.HEADER));
    return lines.subList(1, lines.size());
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theExampleIsTwentyOrdersOfTwoDatesAndTheirRedelivery() throws IOException {
    List<Path> files = ExampleOrders.writeExample(dir.resolve("new/data"));
    List<String> first = Files.readAllLines(files.get(0), StandardCharsets.UTF_8);
    List<String> second = Files.readAllLines(files.get(1), StandardCharsets.UTF_8);

    assertThat(files.get(0).getFileName().toString(), is("orders.csv"));
    assertThat(files.get(1).getFileName().toString(), is("orders_redelivery.csv"));
    assertThat(first.size(), is(21));
    assertThat(first.stream().filter(l -> l.contains(",2024-03-15,")).count(), is(10L));
    assertThat(first.stream().filter(l -> l.contains(",2024-03-16,")).count(), is(10L));
    assertThat(first.get(1), is("1001,501,Desk lamp,1,34.90,2024-03-15,2024-03-15T09:00:00Z"));
    for (int i = 1; i <= 20; i++) {
      String[] before = fields(first.get(i));
      String[] after = fields(second.get(i));
      assertThat(after[0], is(before[0]));
      assertThat(after[5], is(before[5]));
      assertThat(after[3], is(not(before[3])));
      assertThat(after[6].compareTo(before[6]) > 0, is(true));
    }
  }

  @Test
  void theSameArgumentsGiveTheSameBytesOnEveryMachine() throws IOException {
    Path file = dir.resolve("a.csv");
    ExampleOrders.write(file, OrderSpec.ofRows(10_000));

    assertThat(
        sha256(file), is("9bb0f3a45e0b140ad9b273071f3718cd36a2ecf270f6d9168321943d429bf843"));
  }

  @Test
  void anotherSeedGivesOtherOrders() throws IOException {
    assertThat(lines(OrderSpec.ofRows(100).withSeed(2)), is(not(lines(OrderSpec.ofRows(100)))));
  }

  @Test
  void theShareOfDuplicatesIsRedeliveredInOtherVersions() throws IOException {
    List<String> lines = lines(OrderSpec.ofRows(10_000).withDuplicates(0.2));

    Map<String, List<String[]>> byOrder = new HashMap<>();
    lines.forEach(
        l -> byOrder.computeIfAbsent(fields(l)[0], k -> new ArrayList<>()).add(fields(l)));
    assertThat(lines.size(), is(10_000));
    assertThat(byOrder.size(), is(8_000));
    int older = 0;
    int newer = 0;
    for (List<String[]> versions : byOrder.values()) {
      Set<String> updates = new HashSet<>();
      for (String[] version : versions) {
        updates.add(version[6]);
        assertThat(version[2], is(versions.get(0)[2]));
        assertThat(version[5], is(versions.get(0)[5]));
        int order = version[6].compareTo(versions.get(0)[6]);
        newer += order > 0 ? 1 : 0;
        older += order < 0 ? 1 : 0;
      }
      assertThat(updates.size(), is(versions.size()));
    }
    assertThat(older > 500 && newer > 500, is(true));
  }

  @Test
  void theOrdersAreSpreadOverTheDays() throws IOException {
    List<String> lines = lines(OrderSpec.ofRows(10_000).withDays(5));

    Map<String, Integer> perDay = new HashMap<>();
    lines.forEach(l -> perDay.merge(fields(l)[5], 1, Integer::sum));
    assertThat(
        perDay.keySet(),
        is(Set.of("2024-03-15", "2024-03-16", "2024-03-17", "2024-03-18", "2024-03-19")));
    perDay.values().forEach(n -> assertThat((double) n, is(closeTo(2000, 200))));
  }

  @Test
  void severalFilesHoldTheRowsOfOne() throws IOException {
    OrderSpec spec = OrderSpec.ofRows(1001);
    List<String> whole = lines(spec);
    List<Path> files =
        List.of(dir.resolve("p/0.csv"), dir.resolve("p/1.csv"), dir.resolve("p/2.csv"));

    ExampleOrders.write(files, spec);

    List<String> joined = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      joined.addAll(lines.subList(1, lines.size()));
      assertThat((double) lines.size(), is(closeTo(335, 1)));
    }
    assertThat(joined, is(whole));
  }

  @Test
  void smallSizesWork() throws IOException {
    for (int rows : new int[] {0, 1, 2, 3}) {
      assertThat(lines(OrderSpec.ofRows(rows).withDuplicates(0.9)).size(), is(rows));
    }
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    assertThat(
        Arrays.asList(
            assertThrows(IllegalArgumentException.class, () -> OrderSpec.ofRows(-1)).getMessage(),
            assertThrows(
                    IllegalArgumentException.class, () -> OrderSpec.ofRows(1).withDuplicates(1))
                .getMessage(),
            assertThrows(IllegalArgumentException.class, () -> OrderSpec.ofRows(1).withDays(0))
                .getMessage()),
        is(
            List.of(
                "rows must be from 0 to 100 billion, but is -1.",
                "duplicates must be from 0 to below 1, but is 1.0.",
                "days must be from 1 to 36500, but is 0.")));
  }
}
