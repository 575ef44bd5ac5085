/**
 * How a batch of rows is upserted: read what is stored, decide, write what is newer under a guard,
 * in one transaction. Internal: {@link io.refrain.jdbc.UpsertJdbcSink} is the way in.
 */
package io.refrain.jdbc.upsert;
