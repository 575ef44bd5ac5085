/**
 * What becomes of a row, given what is stored under its key: pure functions, the same for every
 * target that is upserted or merged into.
 */
package io.refrain.core.upsert;
