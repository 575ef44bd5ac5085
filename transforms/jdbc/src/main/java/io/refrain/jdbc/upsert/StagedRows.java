package io.refrain.jdbc.upsert;

import io.refrain.core.upsert.UpsertDecision;
import java.io.Serializable;

/**
 * Rows that a commit is to write: in a staging table, where nobody looks.
 *
 * @param table the staging table, as the database stores its name
 * @param decision what was decided on each of them; it is guarded again when they are written
 * @param rows how many there are
 */
record StagedRows(String table, UpsertDecision decision, long rows) implements Serializable {}
