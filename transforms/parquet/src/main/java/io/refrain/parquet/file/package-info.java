/**
 * The one Parquet writer and reader of encoded rows: no object per row, no Avro, no Hadoop
 * configuration.
 *
 * <p>The promise of this package: a row that is written and read back has the same bytes, and other
 * engines read it with the right types.
 */
package io.refrain.parquet.file;
