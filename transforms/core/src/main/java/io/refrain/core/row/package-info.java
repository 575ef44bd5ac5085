/**
 * Rows as bytes: one canonical encoding per schema, blocks of such rows, and what is computed on
 * them without ever building an object per row (keys, order, checksums).
 *
 * <p>The promise of this package: two rows with the same logical content have the same bytes,
 * whatever runner, bundle, locale or machine made them.
 */
package io.refrain.core.row;
