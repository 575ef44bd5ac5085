/**
 * Throw-away copies of a table's structure, to try a pipeline on. The table itself, and the
 * database of one that is copied with its whole database, are only read.
 */
package io.refrain.jdbc.scratch;
