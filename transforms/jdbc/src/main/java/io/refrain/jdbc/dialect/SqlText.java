package io.refrain.jdbc.dialect;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small pieces that dialects put statements together from. */
public final class SqlText {
  private static final Pattern CONSTRAINT = Pattern.compile("constraint \"([^\"]+)\"");
  private static final Pattern COLUMN = Pattern.compile("column \"([^\"]+)\"");

  private SqlText() {}

  /** An identifier in double quotes, as the SQL standard has it. */
  public static String doubleQuoted(String identifier) {
    if (identifier.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("An identifier must not contain the character NUL.");
    }
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** The quoted name of a table, with its schema if it has one. */
  public static String tableName(TargetTable table, Function<String, String> quote) {
    return table.schema().isEmpty()
        ? quote.apply(table.name())
        : quote.apply(table.schema()) + "." + quote.apply(table.name());
  }

  /** Columns as a list, each rendered, with commas in between. */
  public static String list(
      List<TargetTable.Column> columns, Function<TargetTable.Column, String> render) {
    return join(columns, render, ", ");
  }

  public static String join(
      List<TargetTable.Column> columns,
      Function<TargetTable.Column, String> render,
      String separator) {
    return columns.stream().map(render).collect(Collectors.joining(separator));
  }

  /** True where the rows {@code t} and {@code s} have the same values in some columns. */
  public static String matches(List<TargetTable.Column> columns, Function<String, String> quote) {
    return join(
        columns, c -> "t." + quote.apply(c.name()) + " = s." + quote.apply(c.name()), " AND ");
  }

  /** Reads the columns of a table that are written; what rows it reads is left to be said. */
  public static String select(TargetTable table, Function<String, String> quote) {
    return "SELECT "
        + list(table.columns(), c -> quote.apply(c.name()))
        + " FROM "
        + tableName(table, quote);
  }

  /**
   * Inserts rows of a FROM item that is called {@code s}; which of them is left to be said.
   *
   * @param into the quoted name of the table, with its alias if it needs one
   */
  public static String insert(
      String into, TargetTable table, String rows, Function<String, String> quote) {
    return "INSERT INTO "
        + into
        + " ("
        + list(table.columns(), c -> quote.apply(c.name()))
        + ") SELECT "
        + list(table.columns(), c -> "s." + quote.apply(c.name()))
        + " FROM "
        + rows;
  }

  /**
   * True where the left row's columns are later than the right's, the first column deciding first,
   * or where one of the right's is null. {@code a > b OR (a = b AND ...)} works in every database.
   */
  public static String isLater(
      List<TargetTable.Column> columns,
      Function<TargetTable.Column, String> left,
      Function<TargetTable.Column, String> right,
      boolean orSame) {
    String later = "";
    for (int i = columns.size() - 1; i >= 0; i--) {
      TargetTable.Column column = columns.get(i);
      boolean last = later.isEmpty();
      String greater = left.apply(column) + (last && orSame ? " >= " : " > ");
      String here = greater + right.apply(column);
      later =
          last
              ? here
              : "("
                  + here
                  + " OR ("
                  + left.apply(column)
                  + " = "
                  + right.apply(column)
                  + " AND "
                  + later
                  + "))";
    }
    return "(" + join(columns, c -> right.apply(c) + " IS NULL", " OR ") + " OR " + later + ")";
  }

  /** The name in double quotes that follows the word constraint. */
  public static Optional<String> constraintIn(String message) {
    return first(CONSTRAINT, message);
  }

  /** The name in double quotes that follows the word column. */
  public static Optional<String> columnIn(String message) {
    return first(COLUMN, message);
  }

  /** What the first group that matched finds in a message. */
  public static Optional<String> first(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message == null ? "" : message);
    return matcher.find()
        ? IntStream.rangeClosed(1, matcher.groupCount())
            .mapToObj(matcher::group)
            .filter(Objects::nonNull)
            .findFirst()
        : Optional.empty();
  }
}
