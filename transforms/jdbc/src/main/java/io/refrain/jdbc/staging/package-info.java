/**
 * Where rows are staged beside a table, and what is remembered of it: every staging table is
 * registered before it is made, so that it is found, once old enough, when the run that made it is
 * no more. Internal: {@link io.refrain.jdbc.JdbcTable} and {@link io.refrain.jdbc.UpsertJdbcSink}
 * are the ways in.
 */
package io.refrain.jdbc.staging;
