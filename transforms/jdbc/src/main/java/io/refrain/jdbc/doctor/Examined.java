package io.refrain.jdbc.doctor;

import io.refrain.jdbc.dialect.JdbcDialect;
import io.refrain.jdbc.dialect.StoredType.Family;
import io.refrain.jdbc.doctor.Finding.Code;
import io.refrain.jdbc.table.StoredTable.Column;
import io.refrain.jdbc.table.TableFacts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A table, which of its columns are key and version, and what has been found of it so far. */
final class Examined {
  static final Set<Mode> ALL = EnumSet.allOf(Mode.class);
  static final Set<Mode> BY_KEY =
      EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.INSERT_ONLY, Mode.DELETE);
  static final Set<Mode> UPSERTS =
      EnumSet.of(Mode.UPSERT, Mode.UPSERT_ATOMICALLY, Mode.INSERT_ONLY);
  static final Set<Mode> REPLACES = EnumSet.of(Mode.REPLACE, Mode.REPLACE_EVERYTHING);
  static final Set<Mode> INSERTS =
      EnumSet.of(
          Mode.UPSERT,
          Mode.UPSERT_ATOMICALLY,
          Mode.INSERT_ONLY,
          Mode.REPLACE,
          Mode.REPLACE_EVERYTHING);

  final JdbcDialect dialect;
  final TableFacts facts;
  final List<Column> keys;
  final List<Column> versions;
  private final List<Finding> findings = new ArrayList<>();

  Examined(JdbcDialect dialect, TableFacts facts, List<Column> keys, List<Column> versions) {
    this.dialect = dialect;
    this.facts = facts;
    this.keys = keys;
    this.versions = versions;
  }

  List<Finding> findings() {
    return findings;
  }

  /** The table's quoted name. */
  String name() {
    String schema = facts.table().schema();
    String table = dialect.quote(facts.table().name());
    return schema.isEmpty() ? table : dialect.quote(schema) + "." + table;
  }

  String keyList() {
    return keys.stream().map(c -> dialect.quote(c.name())).collect(Collectors.joining(", "));
  }

  Set<String> keyNames() {
    return keys.stream()
        .map(Column::name)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  List<Column> others() {
    return facts.table().columns().stream()
        .filter(c -> !keys.contains(c) && !versions.contains(c))
        .toList();
  }

  static boolean isUnknown(Column column) {
    return column.type().family() == Family.OTHER;
  }

  static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  void unsafe(Code code, Set<Mode> modes, String text, String remedy) {
    add(code, Map.of(Safety.UNSAFE, modes), text, remedy);
  }

  void caveat(Code code, Set<Mode> modes, String text, String remedy) {
    add(code, Map.of(Safety.CAVEAT, modes), text, remedy);
  }

  /** Where a mode is in several sets the gravest counts. */
  void add(Code code, Map<Safety, Set<Mode>> modes, String text, String remedy) {
    Map<Mode, Safety> effects = new EnumMap<>(Mode.class);
    modes.forEach(
        (safety, of) ->
            of.forEach(m -> effects.merge(m, safety, (a, b) -> a.compareTo(b) > 0 ? a : b)));
    findings.add(new Finding(code, text, remedy, effects));
  }
}
