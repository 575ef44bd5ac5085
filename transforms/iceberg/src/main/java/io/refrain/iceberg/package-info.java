/**
 * Iceberg tables as targets: every commit is one snapshot, validated against the one that was read.
 */
package io.refrain.iceberg;
