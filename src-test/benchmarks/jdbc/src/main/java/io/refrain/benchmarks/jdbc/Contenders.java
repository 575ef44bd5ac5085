package io.refrain.benchmarks.jdbc;

import java.util.List;

/** Who runs. */
final class Contenders {
  private static final List<Contender> ALL = List.of(new BareCopy(), new BeamJdbc(), new Refrain());

  static final List<String> NAMES = ALL.stream().map(Contender::name).toList();

  private Contenders() {}

  static Contender named(String name) {
    return ALL.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  static String known(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "Unknown contender '" + name + "'. Known: " + String.join(", ", NAMES));
    }
    return name;
  }
}
