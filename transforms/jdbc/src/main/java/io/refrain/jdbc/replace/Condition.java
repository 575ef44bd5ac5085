package io.refrain.jdbc.replace;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition on rows, true or false of each and never unknown, and the values to bind to it.
 *
 * @param sql with a parameter for each value
 */
record Condition(String sql, List<Object> values) {
  static final Condition ALL = new Condition("1 = 1", List.of());
  static final Condition NONE = new Condition("1 = 0", List.of());

  static Condition allOf(List<Condition> conditions) {
    return joined(conditions, " AND ", ALL);
  }

  static Condition anyOf(List<Condition> conditions) {
    return joined(conditions, " OR ", NONE);
  }

  private static Condition joined(List<Condition> conditions, String separator, Condition none) {
    if (conditions.isEmpty()) {
      return none;
    }
    List<Object> values = new ArrayList<>();
    conditions.forEach(c -> values.addAll(c.values));
    return new Condition(
        conditions.stream().map(Condition::sql).collect(Collectors.joining(separator, "(", ")")),
        values);
  }

  void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }
}
