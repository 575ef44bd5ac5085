/**
 * Plain directories of Parquet files with a manifest that says which of them count.
 *
 * <p>The promise of this package: a reader that follows the manifest sees all of a commit or
 * nothing of it, and a crash between any two steps leaves a dataset that the next run, or a repair,
 * completes to the same content.
 */
package io.refrain.parquet.dataset;
