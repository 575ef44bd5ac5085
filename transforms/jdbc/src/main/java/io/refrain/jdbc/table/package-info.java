/**
 * A table as the database describes it, and how values move between its columns and encoded rows:
 * exactly, or not at all. Internal: public only for the rooms beside it.
 */
package io.refrain.jdbc.table;
