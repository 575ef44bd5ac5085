/**
 * Guarded upserts into tables of SQL databases, and atomic replaces in them. What differs between
 * databases is in {@link io.refrain.jdbc.dialect} and one package for each.
 */
package io.refrain.jdbc;
