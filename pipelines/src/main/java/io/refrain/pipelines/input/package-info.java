/**
 * Reading a delivery: files of CSV, JSON lines, Avro or Parquet, on any file system Beam knows, as
 * blocks of encoded rows.
 *
 * <p>The promise of this package: every row of the input comes out exactly once, either encoded,
 * exactly as it was written, or rejected with the reason and the line it stood on. Nothing is
 * guessed from the data, nothing is rounded, replaced or left out silently.
 */
package io.refrain.pipelines.input;
