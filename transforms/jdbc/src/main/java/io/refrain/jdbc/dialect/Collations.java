package io.refrain.jdbc.dialect;

/**
 * For a database in which a column's collation decides which texts are equal: where keys that
 * differ here may be one there.
 */
public interface Collations {

  /** When a database takes two texts for equal. */
  enum Equality {
    /** When their bytes are the same. */
    OF_BYTES,
    /** The same, after blanks at their ends. */
    BUT_FOR_BLANKS_AT_END,
    /** When their letters are, say, whatever case and accents they have. */
    LOOSE
  }

  /**
   * A query for the text columns of a table: name and collation. Its parameters are the schema and
   * the name of the table.
   */
  String query();

  /** What a collation takes for equal. */
  Equality equality(String collation);

  /** The statement that lets a column compare texts by their bytes. */
  String change(TargetTable table, TargetTable.Column column);
}
