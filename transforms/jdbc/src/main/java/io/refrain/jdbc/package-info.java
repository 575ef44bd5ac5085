/**
 * Guarded upserts into tables of SQL databases. What differs between databases is in {@link
 * io.refrain.jdbc.dialect} and one package for each.
 */
package io.refrain.jdbc;
