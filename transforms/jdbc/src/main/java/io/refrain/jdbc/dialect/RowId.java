package io.refrain.jdbc.dialect;

/**
 * A part of what tells a row of a table from all others of it, equal ones as well, until the
 * transaction ends that has locked them.
 *
 * @param expression selects it from a table with the alias {@code t}
 * @param type what it reads as
 * @param condition is true of the row whose value is bound; the table has no alias there
 */
public record RowId(String expression, StoredType type, String condition) {}
