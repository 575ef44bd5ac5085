/** DuckDB, 1.3 or later, in a file or in memory. Ran in the tests. */
package io.refrain.jdbc.duckdb;
