package io.refrain.parquet.file;

import org.apache.parquet.column.ColumnDescriptor;

/**
 * Where a column of a row comes from.
 *
 * @param inFile the column of the file; null if it does not come from there
 * @param constant the column of the row of constants; -1 if it does not come from there. With
 *     neither of them it is null
 */
record TableColumn(ColumnDescriptor inFile, int constant) {
  static final TableColumn NULL = new TableColumn(null, -1);
}
